// Passkeys: the browser is asked to make or use one, and its answer goes with the form. Whatever the form holds stays as it was typed.
// Nothing of it shows where there is no script, or where the browser has no passkeys.

const known = () => typeof window.PublicKeyCredential === 'function'

const fromText = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (letter) => letter.charCodeAt(0))
const toText = (buffer) => {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('')
  return btoa(letters).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
}
const withIds = (list) => list.map((one) => ({ ...one, id: fromText(one.id) }))

/** A new passkey, as the page's options ask for one. */
async function make(options) {
  const publicKey = {
    ...options,
    challenge: fromText(options.challenge),
    user: { ...options.user, id: fromText(options.user.id) },
    excludeCredentials: withIds(options.excludeCredentials),
  }
  const { rawId, response } = await navigator.credentials.create({ publicKey })
  return {
    id: toText(rawId),
    clientDataJSON: toText(response.clientDataJSON),
    attestationObject: toText(response.attestationObject),
  }
}

/** The answer of a known one to a challenge that is asked for now: a page may stand open for long. */
async function use(place, form) {
  const body = new URLSearchParams({ csrf: form.elements.csrf.value })
  const answer = await fetch(place, { method: 'POST', headers: { accept: 'application/json' }, body })
  if (!answer.ok) throw new Error(`no challenge: ${answer.status}`)
  const options = await answer.json()
  const publicKey = { ...options, challenge: fromText(options.challenge), allowCredentials: withIds(options.allowCredentials) }
  const { rawId, response } = await navigator.credentials.get({ publicKey })
  return {
    id: toText(rawId),
    clientDataJSON: toText(response.clientDataJSON),
    authenticatorData: toText(response.authenticatorData),
    signature: toText(response.signature),
    userHandle: response.userHandle ? toText(response.userHandle) : null,
  }
}

function add(form, name, value) {
  const field = document.createElement('input')
  field.type = 'hidden'
  field.name = name
  field.value = value
  form.append(field)
}

function send(form, { action, also }, answer) {
  add(form, 'passkey', JSON.stringify(answer))
  const box = also && document.getElementById(also)
  if (box && box.checked) add(form, box.name, box.value)
  if (action) form.action = action
  form.submit()
}

export function passkey(root) {
  if (!known()) return
  const form = root.closest('form')
  const part = (name) => root.querySelector(`[data-part="${name}"]`)
  const { challenge, options } = root.dataset
  let busy = false

  async function run() {
    if (busy) return
    busy = true
    for (const name of ['failed', 'there']) if (part(name)) part(name).hidden = true
    try {
      send(form, root.dataset, options ? await make(JSON.parse(options)) : await use(challenge, form))
    } catch (error) {
      // Somebody who changed their mind, one who was not recognised and a device without passkeys all look alike here.
      const said = error.name === 'InvalidStateError' && part('there') ? 'there' : 'failed'
      part(said).hidden = false
      busy = false
    }
  }

  for (const [name, hidden] of [['without', true], ['with', false], ['use', false]]) if (part(name)) part(name).hidden = hidden
  if (part('use')) part('use').addEventListener('click', run)
  const asked = (event) => {
    event.preventDefault()
    run()
  }
  // The form's own button, or Enter in the one field that names a new passkey.
  if ('only' in root.dataset || options) {
    form.addEventListener('submit', asked)
    // `busy` keeps a second press away; the design system's second of deafness would also keep away who tries again after a refusal.
    for (const button of form.querySelectorAll('[data-prevent-double-click]')) delete button.dataset.preventDoubleClick
  }
}

/** A choice of ways to prove oneself: passkeys are offered where the browser has them. */
export function choice(root) {
  const item = root.querySelector('input[value=passkey]')
  if (item && !known()) item.closest('.govuk-radios__item').remove()
}
