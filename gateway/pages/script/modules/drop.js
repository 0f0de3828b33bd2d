// Several reports at once: files are chosen or dropped, each gets its own fields, is sealed here to the case's recipient and sent, one
// after the other. Without script the page's plain form takes one report, which the gateway seals.
const NUMBER = '__n__'
const STEM = 4
/** What is asked of each file by itself: what it is, what it tells, and to which other it belongs. */
const ITS_OWN = ['category', 'category-suggested', 'summary', 'serious-harm', 'third-party', 'supersedes', 'companion']

const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
const words = (text) => plain(text).split(/[^\p{L}\p{N}]+/u).filter((word) => word.length >= STEM)
const alike = (one, other) => one.startsWith(other) || other.startsWith(one)

/** The one kind of report whose names share most with a file's name; words that many kinds share tell little. */
function likely(select, fileName) {
  const said = words(fileName.replace(/\.[^.]*$/, '').replace(/([a-z])([A-Z])/g, '$1 $2'))
  const kinds = [...select.options].filter((option) => option.value)
  const known = kinds.map((option) => new Set(words(option.dataset.words || '')))
  const rarity = (word) => 1 / known.filter((set) => [...set].some((other) => alike(word, other))).length
  const scores = known.map((set) =>
    said.filter((word) => [...set].some((other) => alike(word, other))).reduce((sum, word) => sum + rarity(word), 0),
  )
  const best = Math.max(0, ...scores)
  const found = kinds.filter((_, place) => scores[place] === best)
  return best > 0 && found.length === 1 ? found[0] : null
}

/** A sending whose progress can be seen, which fetch does not tell. */
function send(action, form, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', action)
    request.setRequestHeader('accept', 'application/json')
    request.upload.onprogress = (event) => event.lengthComputable && progress((100 * event.loaded) / event.total)
    request.onload = () => {
      try {
        resolve({ status: request.status, answer: JSON.parse(request.responseText) })
      } catch (error) {
        reject(error)
      }
    }
    request.onerror = () => reject(new Error('the connection broke off'))
    request.send(form)
  })
}

export default function drop(root) {
  const part = (name, within = root) => within.querySelector(`[data-part="${name}"]`)
  const { action, recipient, seal, limit } = root.dataset
  let { csrf } = root.dataset
  const text = (name) => root.dataset[`text${name}`]
  const entries = []
  let number = 0

  part('plain').hidden = true
  part('drop').hidden = false

  /** A suggestion counts once it is taken up: ticking it chooses it. */
  function suggest(element) {
    for (const box of element.querySelectorAll('[data-suggested] input')) {
      const select = element.querySelector(`#${CSS.escape(box.id.replace(/-suggested$/, ''))}`)
      box.addEventListener('change', () => {
        select.value = box.checked ? box.value : ''
      })
      select.addEventListener('change', () => {
        box.checked = select.value === box.value
      })
    }
  }

  /** Why it is for professionals only is asked where it is. */
  function reasoned(element) {
    const reason = part('reason', element)
    const shows = () => {
      reason.hidden = !element.querySelector('input[value="professionals"]').checked
    }
    element.addEventListener('change', shows)
    shows()
    return shows
  }

  function named(element, fileName, mark) {
    const box = element.querySelector('[data-suggested="category"]')
    const option = likely(element.querySelector(`#category${mark}`), fileName)
    if (!option) return
    box.hidden = false
    box.querySelector('input').value = option.value
    box.querySelector('[data-name]').textContent = option.textContent
  }

  function add(file) {
    number += 1
    const mark = `-${number}`
    const holder = document.createElement('template')
    holder.innerHTML = part('pattern').innerHTML.split(NUMBER).join(mark)
    const element = holder.content.firstElementChild
    element.querySelector('h2').textContent = file.name
    const entry = { file, element, mark, stored: false, shows: reasoned(element) }
    named(element, file.name, mark)
    suggest(element)
    part('leave', element).addEventListener('click', () => {
      entries.splice(entries.indexOf(entry), 1)
      element.remove()
      part('send').hidden = !entries.some((one) => !one.stored)
      root.querySelector('#files').focus()
    })
    const first = entries[0]
    if (first) {
      const same = part('same', element)
      same.hidden = false
      same.addEventListener('click', () => copy(first, entry))
    }
    entries.push(entry)
    part('list').append(element)
    part('send').hidden = false
    if (file.size > Number(limit)) wrong(entry, [{ field: '', text: text('Large') }])
  }

  const fields = (entry) => [...part('fields', entry.element).querySelectorAll('input, select, textarea')]
  const plainName = (entry, field) => field.name.replace(`${entry.mark}-suggested`, '-suggested').replace(new RegExp(`${entry.mark}$`), '')

  /** What somebody said of the first report, said of this one too; not what it is, and not what it tells. */
  function copy(first, entry) {
    for (const field of fields(entry)) {
      const name = plainName(entry, field)
      const other = fields(first).filter((one) => plainName(first, one) === name)
      if (ITS_OWN.includes(name)) continue
      if (field.type === 'radio' || field.type === 'checkbox') field.checked = other.some((one) => one.value === field.value && one.checked)
      else if (other[0]) field.value = other[0].value
    }
    entry.shows()
    entry.element.querySelector('details').open ||= first.element.querySelector('details').open
  }

  function wrong(entry, errors) {
    const place = part('error', entry.element)
    const hidden = document.createElement('span')
    hidden.className = 'govuk-visually-hidden'
    hidden.textContent = `${text('Error')} `
    place.replaceChildren(hidden, errors.map((error) => error.text).join(' '))
    place.hidden = errors.length === 0
    const wrongly = new Set(errors.map((error) => error.field))
    for (const field of fields(entry)) {
      const is = wrongly.has(plainName(entry, field))
      field.toggleAttribute('aria-invalid', is)
      field.closest('.govuk-form-group')?.classList.toggle('govuk-form-group--error', is)
      if (is && field.closest('details')) field.closest('details').open = true
    }
  }

  /** The report as an age file; as it is where this browser cannot seal, and then it says so. */
  async function sealed(entry, state) {
    try {
      state.textContent = text('Sealing')
      const { sealTo } = await import(seal)
      return await sealTo(recipient, entry.file)
    } catch (error) {
      console.error('this browser cannot seal', error)
      state.textContent = text('Unsealed')
      return entry.file
    }
  }

  /** Sends a report. Who signed in again in another tab is in a new visit: the answer tells its mark, to nobody else, and with it the same goes again. */
  async function push(form, progress) {
    const { answer } = await send(action, form, progress)
    if (!answer.csrf) return answer
    csrf = answer.csrf
    form.set('csrf', csrf)
    return (await send(action, form, progress)).answer
  }

  async function sendOne(entry) {
    const state = part('state', entry.element)
    const progress = part('progress', entry.element)
    wrong(entry, [])
    const body = await sealed(entry, state)
    const form = new FormData()
    form.append('csrf', csrf)
    form.append('file_name', entry.file.name)
    for (const field of fields(entry)) {
      const isOff = (field.type === 'radio' || field.type === 'checkbox') && !field.checked
      if (field.name && !isOff) form.append(plainName(entry, field), field.value)
    }
    form.append('file', body, 'report')
    state.textContent = text('Sending')
    progress.hidden = false
    try {
      const answer = await push(form, (done) => {
        progress.value = done
      })
      entry.stored = Boolean(answer.stored)
      state.textContent = entry.stored ? answer.text : ''
      wrong(entry, answer.errors || [])
    } catch (error) {
      console.error('a report was not sent', error)
      state.textContent = ''
      wrong(entry, [{ field: '', text: text('Broken') }])
    }
    progress.hidden = true
    if (entry.stored) {
      part('fields', entry.element).remove()
      entry.element.classList.add('porthor-file--stored')
    }
  }

  async function sendAll(button) {
    button.disabled = true
    for (const entry of entries.filter((one) => !one.stored)) await sendOne(entry)
    button.disabled = false
    const left = entries.find((one) => !one.stored)
    part('send').hidden = !left
    part('after').hidden = entries.length === 0 || Boolean(left)
    const look = (left || entries[0])?.element.querySelector('h2')
    look?.focus()
  }

  const place = part('drop')
  const files = root.querySelector('#files')
  files.addEventListener('change', () => {
    for (const file of files.files) add(file)
    files.value = ''
    entries[entries.length - 1]?.element.querySelector('h2').focus()
  })
  for (const name of ['dragenter', 'dragover']) {
    place.addEventListener(name, (event) => {
      event.preventDefault()
      place.classList.add('porthor-drop--over')
    })
  }
  place.addEventListener('dragleave', () => place.classList.remove('porthor-drop--over'))
  place.addEventListener('drop', (event) => {
    event.preventDefault()
    place.classList.remove('porthor-drop--over')
    for (const file of event.dataTransfer.files) add(file)
  })
  // Dropped beside the place, a file would take that of the page, and of all that was said of the others.
  for (const name of ['dragover', 'drop']) window.addEventListener(name, (event) => event.preventDefault())
  part('send').querySelector('button').addEventListener('click', (event) => sendAll(event.currentTarget))
}
