// The page that seals with no network at all: files become one age file for the case's recipient (C2SP age v1), with what is said of them
// inside. The gateway puts words and address into the page; this fills it in, checks, seals and saves. See envelope/head.rs for the form.
import { Encrypter, Stanza } from 'age-encryption'
import { sha256 } from '@noble/hashes/sha2.js'

const json = (id) => JSON.parse(document.getElementById(id).textContent)
const address = json('address')
const texts = json('texts')
const NAME = 200
// What is not seen, or turns what is seen about; ends of lines, tabs and joiners belong to a text. The gateway takes none of it.
const UNSEEN = /(?![\n\t\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu
const HOSTILE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}/\\<>:"|?*]/gu
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)/iu
const FIELDS = ['category', 'purpose', 'audience', 'reason', 'harm', 'others', 'status', 'language', 'provenance', 'summary']
let language = (navigator.language || '').startsWith('cy') ? 'cy' : 'en'
let wrong = []

const part = (id) => document.getElementById(id)
const text = (key) => texts[language][key] || key
const typed = (id) => part(id).value.replace(/\r\n?|[\u2028\u2029]/g, '\n').replace(UNSEEN, '').trim()
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
const random = (length) => crypto.getRandomValues(new Uint8Array(length))

function choices(name) {
  if (name === 'category') return address.categories
  if (name === 'purpose') return address.purposes
  const codes = part(name).dataset.codes.split(' ')
  return codes.map((code) => ({ code, en: texts.en[`${name}-${code}`], cy: texts.cy[`${name}-${code}`] }))
}

// Puts the page into the present language; what was typed and chosen stays.
function say() {
  document.documentElement.lang = language
  document.title = `${text('title')} – Porthor`
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = text(element.dataset.text)
  for (const select of document.querySelectorAll('select')) {
    const chosen = select.value || select.dataset.usual || ''
    const none = select.dataset.usual ? [] : [new Option(text('choose'), '')]
    select.replaceChildren(...none, ...choices(select.id).map((choice) => new Option(choice[language], choice.code)))
    select.value = chosen
  }
  const other = part('other-language')
  other.lang = language === 'cy' ? 'en' : 'cy'
  other.textContent = language === 'cy' ? 'English' : 'Cymraeg'
  part('late').hidden = new Date().toISOString().slice(0, 10) <= address.until
  show()
  if (wrong.length > 0) mark()
}

function show() {
  part('reason-group').hidden = part('audience').value !== 'professionals'
  const size = new Intl.NumberFormat(language, { maximumFractionDigits: 1, minimumFractionDigits: 1 })
  const lines = [...part('files').files].map((file) => `${file.name} (${size.format(Math.max(0.1, file.size / 1048576))} MB)`)
  part('chosen').replaceChildren(...lines.map((line) => Object.assign(document.createElement('li'), { textContent: line })))
}

// A name that is safe to give back: what a path, a shell or Windows would read otherwise becomes an underscore.
function safe(name) {
  const plain = name.normalize().replace(HOSTILE, '_').trim().replace(/^\./, '_').replace(/\.$/, '_') || '_'
  const letters = [...(DEVICE.test(plain) ? `_${plain}` : plain)]
  while (new TextEncoder().encode(letters.join('')).length > NAME) letters.splice(Math.max(0, letters.length - 12), 1)
  return letters.join('')
}

function check() {
  const files = [...part('files').files]
  const found = []
  const add = (field, key) => found.push({ field, key })
  const sum = files.reduce((total, file) => total + file.size, 0)
  if (files.length === 0) add('files', 'no-file')
  else if (files.length > address.files) add('files', 'too-many')
  else if (files.some((file) => file.size === 0)) add('files', 'empty')
  else if (sum > address.envelope_bytes || files.some((file) => file.size > address.file_bytes)) add('files', 'too-large')
  const name = typed('sender')
  if (name === '' || name.length > NAME) add('sender', 'no-sender')
  for (const field of ['category', 'purpose', 'harm', 'others']) if (part(field).value === '') add(field, `no-${field}`)
  if (part('audience').value === 'professionals' && typed('reason') === '') add('reason', 'no-reason')
  return found
}

// Says at each field what is wrong with it, and all of it at the top.
function mark() {
  for (const error of document.querySelectorAll('[data-error]')) {
    const mine = wrong.find((one) => one.field === error.dataset.error)
    const field = part(error.dataset.error)
    error.hidden = !mine
    error.textContent = mine ? `${text('error')} ${text(mine.key)}` : ''
    error.closest('.govuk-form-group').classList.toggle('govuk-form-group--error', Boolean(mine))
    if (mine) field.setAttribute('aria-describedby', error.id)
    else field.removeAttribute('aria-describedby')
  }
  const items = wrong.map((one) => {
    const link = Object.assign(document.createElement('a'), { href: `#${one.field}`, textContent: text(one.key) })
    const item = document.createElement('li')
    item.append(link)
    return item
  })
  part('wrong-list').replaceChildren(...items)
  part('wrong').hidden = wrong.length === 0
}

async function each(file, take) {
  const reader = file.stream().getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    await take(value)
  }
}

async function described(files, progress) {
  const value = typed
  const marks = [value('harm') === 'yes' && 'serious-harm', value('others') === 'yes' && 'third-party'].filter(Boolean)
  const about = { category: value('category'), purpose: value('purpose'), audience: value('audience'), status: value('status') }
  Object.assign(about, { language: value('language'), provenance: value('provenance'), marks })
  if (value('summary')) about.summary = value('summary')
  if (about.audience === 'professionals') about.audience_reason = value('reason')
  const said = []
  for (const file of files) {
    const digest = sha256.create()
    await each(file, (piece) => {
      digest.update(piece)
      progress(piece.length)
    })
    said.push({ bytes: file.size, sha256: hex(digest.digest()), report: { ...about, file_name: safe(file.name) } })
  }
  return said
}

async function seal(files, progress) {
  const manifest = {
    id: hex(random(16)),
    case: address.case,
    agency: address.agency,
    made: `${new Date().toISOString().slice(0, 19)}Z`,
    sender: typed('sender'),
    files: await described(files, progress),
  }
  const head = new TextEncoder().encode(`porthor-envelope/1\n${JSON.stringify(manifest)}\nunsigned\n`)
  const encrypter = new Encrypter()
  encrypter.addRecipient(address.recipient)
  // For whom it is, for whoever carries it; other tools pass over it.
  encrypter.addRecipient({ wrapFileKey: () => [new Stanza(['porthor-envelope', address.case], new Uint8Array(0))] })
  const left = [...files]
  let reader = null
  const plain = new ReadableStream({
    start: (controller) => controller.enqueue(head),
    async pull(controller) {
      for (;;) {
        if (!reader) {
          if (left.length === 0) return controller.close()
          reader = left.shift().stream().getReader()
        }
        const { done, value } = await reader.read()
        if (!done) {
          progress(value.length)
          return controller.enqueue(value)
        }
        reader = null
      }
    },
  })
  const sealed = await encrypter.encrypt(plain)
  return new Response(sealed, { headers: { 'content-type': 'application/octet-stream' } }).blob()
}

function save(blob) {
  const letters = 'abcdefghjkmnpqrstuvwxyz'
  const suffix = Array.from(random(6), (byte) => letters[byte % letters.length]).join('')
  const link = part('again')
  if (link.href) URL.revokeObjectURL(link.href)
  link.href = URL.createObjectURL(blob)
  link.download = `report-${new Date().toISOString().slice(0, 10)}-${suffix}.porthor`
  part('file-name').textContent = link.download
  link.click()
}

async function submit(event) {
  event.preventDefault()
  wrong = check()
  mark()
  part('done').hidden = true
  if (wrong.length > 0) return part('wrong').focus()
  const files = [...part('files').files]
  const all = 2 * files.reduce((total, file) => total + file.size, 0)
  const bar = part('progress')
  let read = 0
  part('button').disabled = true
  part('sealing').hidden = false
  try {
    const blob = await seal(files, (bytes) => {
      read += bytes
      bar.value = (100 * read) / all
    })
    save(blob)
    part('done').hidden = false
    part('done').focus()
  } catch {
    wrong = [{ field: 'files', key: 'broken' }]
    mark()
    part('wrong').focus()
  } finally {
    part('button').disabled = false
    part('sealing').hidden = true
    bar.value = 0
  }
}

part('other-language').addEventListener('click', () => {
  language = language === 'cy' ? 'en' : 'cy'
  say()
})
for (const field of ['files', 'audience']) part(field).addEventListener('change', show)
part('form').addEventListener('submit', submit)
for (const field of FIELDS) if (!part(field)) throw new Error(`the page has no ${field}`)
part('page').hidden = false
say()
