// What must never happen behind a page: an error of its script or on its console (a violation of the content security policy is
// one), an answer of the 500s, a missing asset, a request to any other host, a page without the headers that keep it private, an address
// that holds a name, a code or a password. Kept until the journey next asks, then it fails.
// Also what a page weighs: the bytes of its document and of what it loads, as they came over the line.

// What counts as sent with a page. What a person fetches by asking for it, a report for instance, does not.
const PARTS = new Set(['Document', 'Stylesheet', 'Script', 'Image', 'Font', 'Manifest', 'Other'])
// A download and a page left early end like this, and nothing is wrong with either.
const GIVEN_UP = 'net::ERR_ABORTED'

// What every answer to somebody who goes to an address says of itself, whoever asks and whatever it answers.
const HEADERS = {
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'strict-transport-security': 'max-age=63072000',
}
// What a page says besides.
const OF_PAGES = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
}
// What a journey is given that belongs into no address: by the names of its fields, wherever they stand.
const PRIVATE = new Set(['address', 'password', 'code', 'name', 'child', 'token', 'card'])

// Letters and digits alone, as somebody may type them: longer ones, since the shortest are part of any word.
const bare = (text) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')

function secrets(given, inside = false) {
  if (typeof given === 'string') return inside && bare(given).length > 5 ? [bare(given)] : []
  return Object.entries(given ?? {}).flatMap(([name, value]) => secrets(value, inside || PRIVATE.has(name)))
}

export class Watch {
  static async over(page, cdp, { origin, input }) {
    const watch = new Watch(new URL(origin).origin, secrets(input))
    watch.listen(page)
    await watch.weigh(cdp)
    return watch
  }

  constructor(origin, secrets) {
    this.origin = origin
    this.secrets = secrets
    this.faults = []
    this.expected = []
    // Of every address the most bytes it ever took: from the cache it takes none.
    this.bytes = new Map()
    this.parts = new Set()
    // Paths of the pages and files that were asked for.
    this.paths = new Set()
  }

  /** A fault that the journey brings about on purpose, as a pattern of its text; it may then happen any number of times. */
  expects(pattern) {
    this.expected.push(pattern)
  }

  /** Throws when anything happened since the last time. */
  check() {
    const faults = this.faults.splice(0).filter((fault) => !this.expected.some((pattern) => pattern.test(fault)))
    if (faults.length > 0) throw new Error(faults.join('\n'))
  }

  /** What the page that is open weighs, in bytes, to somebody who comes for the first time. */
  weight() {
    return [...this.parts].reduce((sum, url) => sum + (this.bytes.get(url) ?? 0), 0)
  }

  listen(page) {
    const context = page.context()
    context.on('weberror', (error) => this.faults.push(`the page's script failed: ${error.error().message}`))
    context.on('console', (message) => {
      // The browser repeats on the console what `response` sees better: it knows what kind of request it was.
      if (message.type() !== 'error' || message.text().startsWith('Failed to load resource')) return
      this.faults.push(`on the console: ${message.text()} (${message.location().url})`)
    })
    context.on('request', (request) => {
      this.asked(request.url())
      if (request.isNavigationRequest()) this.paths.add(new URL(request.url()).pathname)
    })
    context.on('response', (response) => this.answered(response))
    context.on('requestfailed', (request) => {
      const reason = request.failure()?.errorText
      if (reason !== GIVEN_UP) this.faults.push(`${request.url()} failed: ${reason}`)
    })
  }

  asked(url) {
    const { protocol, origin, pathname, search } = new URL(url)
    if (['data:', 'blob:', 'about:'].includes(protocol)) return
    if (origin !== this.origin) this.faults.push(`a request to another host: ${url}`)
    const said = new URLSearchParams(`said=${(pathname + search).replaceAll('&', ' ')}`).get('said')
    if (said.includes('@') || this.secrets.some((secret) => bare(said).includes(secret))) this.faults.push(`an address says too much: ${url}`)
  }

  // A page may refuse (400s, which the journey sees); what it consists of may not be missing.
  answered(response) {
    const kind = response.request().resourceType()
    const bad = response.status() >= 500 || (response.status() >= 400 && ['stylesheet', 'script', 'image', 'font'].includes(kind))
    if (bad) this.faults.push(`${response.url()} answers ${response.status()}`)
    const leadsOn = response.status() >= 300 && response.status() < 400
    if (kind !== 'document' || leadsOn || !response.url().startsWith(this.origin)) return
    const headers = response.headers()
    const wanted = headers['content-type']?.startsWith('text/html') ? { ...HEADERS, ...OF_PAGES } : HEADERS
    for (const [name, value] of Object.entries(wanted)) {
      if (headers[name] !== value) this.faults.push(`${response.url()} answers with ${name}: ${headers[name]}`)
    }
  }

  async weigh(cdp) {
    const asked = new Map()
    cdp.on('Network.requestWillBeSent', ({ requestId, request, type, frameId, loaderId }) => {
      // A document of its own, not one in a frame, begins a page.
      if (type === 'Document' && requestId === loaderId && !this.frame) this.frame = frameId
      if (type === 'Document' && frameId === this.frame) this.parts = new Set()
      if (!PARTS.has(type)) return
      asked.set(requestId, request.url)
      this.parts.add(request.url)
    })
    cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      const url = asked.get(requestId)
      if (url) this.bytes.set(url, Math.max(encodedDataLength, this.bytes.get(url) ?? 0))
    })
    await cdp.send('Network.enable')
  }
}
