// Passkeys: the server's question to the browser's keys, and their answer to the server.
// A button with data-passkey="log-in" or "make" does it; without this file, or without passkeys, it stays hidden.

const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const toText = (bytes) =>
  btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const described = (keys) => (keys ?? []).map((key) => ({ ...key, id: toBytes(key.id) }));

async function post(address, token, body) {
  const response = await fetch(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify(body),
    credentials: "same-origin",
  });
  return [response.status, await response.json()];
}

const sent = (key, response) => ({
  id: key.id,
  rawId: toText(key.rawId),
  type: key.type,
  response,
  clientExtensionResults: {},
});

async function make({ publicKey }) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      user: { ...publicKey.user, id: toBytes(publicKey.user.id) },
      excludeCredentials: described(publicKey.excludeCredentials),
    },
  });
  const { attestationObject, clientDataJSON } = made.response;
  return sent(made, { attestationObject: toText(attestationObject), clientDataJSON: toText(clientDataJSON) });
}

async function show({ publicKey }) {
  const shown = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: toBytes(publicKey.challenge),
      allowCredentials: described(publicKey.allowCredentials),
    },
  });
  const { authenticatorData, clientDataJSON, signature, userHandle } = shown.response;
  return sent(shown, {
    authenticatorData: toText(authenticatorData),
    clientDataJSON: toText(clientDataJSON),
    signature: toText(signature),
    userHandle: userHandle ? toText(userHandle) : null,
  });
}

for (const button of window.PublicKeyCredential ? document.querySelectorAll("[data-passkey]") : []) {
  button.hidden = false;
  const said = document.getElementById("passkey-said");
  button.addEventListener("click", async () => {
    button.disabled = true;
    said.hidden = true;
    const token = button.form.querySelector("[name=csrfmiddlewaretoken]").value;
    try {
      const [asked, options] = await post(button.dataset.question, token, {});
      if (options.next) return window.location.assign(options.next);
      if (asked !== 200) throw new Error(options.text);
      const answer = await (button.dataset.passkey === "make" ? make : show)(options);
      const name = button.form.querySelector("[name=name]")?.value ?? "";
      const next = button.form.querySelector("[name=next]")?.value ?? "/";
      const [, told] = await post(button.dataset.answer, token, { answer, name, next });
      if (told.next) return window.location.assign(told.next);
      said.textContent = told.text;
    } catch {
      said.textContent = button.dataset.failed;
    }
    said.hidden = false;
    button.disabled = false;
    button.focus();
  });
}
