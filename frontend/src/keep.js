// A page with texts that are saved while they are written.
import { keepAllFields } from "./kept/fields.js";

keepAllFields();
