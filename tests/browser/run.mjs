// Runs one journey in a real Chromium: node run.mjs JOURNEY, with one line of JSON on standard input:
//   origin     the gateway's public origin, what a person would type (https://localhost:8443)
//   address    where it really listens (127.0.0.1:41234); without it, where the origin says
//   language   en or cy
//   shots      the folder for screenshots
//   input      whatever the journey needs; "script": false switches the browser's script off
//   owned      true: end when standard input does, for then whoever started this is gone
// Prints one line of JSON, what the journey returned with `timings` of its steps and pages. Ends with 1 if anything is wrong, saying
// step, address and screenshot. $CHROMIUM names another browser than Debian's.
import { appendFileSync, mkdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { Person } from './person.mjs'

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-proxy-server',
]
// Less than the caller waits, so that a journey that hangs still says where.
const PATIENCE_MS = 465_000

async function order() {
  const lines = createInterface({ input: process.stdin })
  const { value, done } = await lines[Symbol.asyncIterator]().next()
  if (done) throw new Error('one line of JSON is expected on standard input')
  const given = JSON.parse(value)
  if (given.owned) lines.on('close', () => process.exit(1))
  else lines.close()
  return given
}

// The origin's host and port lead to the address; every other name leads nowhere, so nothing can leave the machine.
function resolving({ origin, address }) {
  const { hostname, port } = new URL(origin)
  const place = `${hostname}:${port || 443}`
  return `--host-resolver-rules=MAP ${place} ${address ?? place.replace('localhost', '127.0.0.1')}, MAP * ^NOTFOUND`
}

function launch(given) {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    headless: true,
    args: [...FLAGS, resolving(given)],
  })
}

function late() {
  return new Promise((_, reject) => {
    setTimeout(() => reject(new Error(`still not done after ${PATIENCE_MS / 1000} s`)), PATIENCE_MS).unref()
  })
}

// For walked.mjs: which pages were looked at, in which language, and what was asked for at all.
function record({ shots }, person) {
  const looked = person.timings.pages.map(({ language, path }) => `${language} ${path}\n`)
  const asked = person.everyone().flatMap((one) => [...one.watch.paths].map((path) => `asked ${path}\n`))
  appendFileSync(join(shots, 'walked.txt'), [...looked, ...asked].join(''))
}

// The lines of the journey's own file, which is what its author looks for.
function where(error) {
  const lines = (error.stack ?? '').split('\n').filter((line) => line.includes('/browser/journeys/'))
  return lines.map((line) => `\n${line}`).join('')
}

async function main(name) {
  const given = await order()
  mkdirSync(given.shots, { recursive: true })
  const { default: journey } = await import(`./journeys/${name}.mjs`)
  const browser = await launch(given)
  const person = await Person.arrives(browser, { ...given, journey: name })
  try {
    const result = await Promise.race([journey(person.tools()), late()])
    await person.leaves()
    record(given, person)
    return { ...result, timings: person.timings }
  } catch (error) {
    // Whoever of them it happened to, everybody's whereabouts are told, the first one's first.
    const accidents = await Promise.all(person.everyone().map((one, number) => one.accident(number + 1)))
    const [{ step, url }] = accidents
    const seen = accidents.map((one) => `\nscreenshot: ${one.shot} (step "${one.step}", at ${one.url}; ${one.about})`).join('')
    error.message = `journey ${name} (${given.language}), step "${step}", at ${url}: ${error.message}${where(error)}${seen}`
    throw error
  } finally {
    await browser.close()
  }
}

try {
  const result = await main(process.argv[2])
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0))
} catch (error) {
  process.stderr.write(`${error.message}\n`, () => process.exit(1))
}
