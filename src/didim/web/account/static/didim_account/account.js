// Passkeys: a form with data-passkey runs the browser's ceremony before it is sent.
//   data-passkey="create" | "get"; data-options: what the server asks for, as JSON, or data-options-url: where.
// The answer goes into the form's field "credential". Without passkeys in the browser the form says so.

const decode = (text) => Uint8Array.from(
  atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));
const encode = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
const decodeIds = (list) => (list || []).map((entry) => ({ ...entry, id: decode(entry.id) }));

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(form.dataset.options);
  const answer = await fetch(form.dataset.optionsUrl, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`options: ${answer.status}`);
  return (await answer.json()).request_options;
}

async function create(form) {
  const { publicKey } = await optionsOf(form);
  const selection = { ...publicKey.authenticatorSelection };
  const passwordless = form.elements.passwordless;
  if (passwordless) {
    selection.residentKey = passwordless.checked ? "required" : "discouraged";
    selection.requireResidentKey = passwordless.checked;
    if (passwordless.checked) selection.userVerification = "required";
  }
  const credential = await navigator.credentials.create({ publicKey: {
    ...publicKey,
    challenge: decode(publicKey.challenge),
    user: { ...publicKey.user, id: decode(publicKey.user.id) },
    excludeCredentials: decodeIds(publicKey.excludeCredentials),
    authenticatorSelection: selection,
  } });
  return answerOf(credential, {
    clientDataJSON: encode(credential.response.clientDataJSON),
    attestationObject: encode(credential.response.attestationObject),
    transports: credential.response.getTransports?.() ?? [],
  });
}

async function get(form) {
  const { publicKey } = await optionsOf(form);
  const credential = await navigator.credentials.get({ publicKey: {
    ...publicKey,
    challenge: decode(publicKey.challenge),
    allowCredentials: decodeIds(publicKey.allowCredentials),
  } });
  const { clientDataJSON, authenticatorData, signature, userHandle } = credential.response;
  return answerOf(credential, {
    clientDataJSON: encode(clientDataJSON),
    authenticatorData: encode(authenticatorData),
    signature: encode(signature),
    userHandle: userHandle ? encode(userHandle) : null,
  });
}

function answerOf(credential, response) {
  return {
    type: credential.type,
    id: credential.id,
    rawId: encode(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.dataset.passkey) return;
  event.preventDefault();
  const problem = form.querySelector("[data-passkey-problem]");
  if (problem) problem.hidden = true;
  try {
    const answer = await (form.dataset.passkey === "create" ? create(form) : get(form));
    form.elements.credential.value = JSON.stringify(answer);
    form.submit();
  } catch (error) {
    // The person closed the dialog, or the device has no key for this site: the form says what else to do.
    delete form.dataset.sent;
    if (problem) {
      problem.hidden = false;
      problem.focus();
    }
  }
});
