// Whether every page was walked: run after all journeys (scripts/gate), it holds what they looked at (`walked.txt` beside their
// pictures) against the routes that the program's own text names. A page counts when journeys looked at it in both languages, a file when
// some journey asked for it; an address that only leads on to another page is none.
//   node walked.mjs target/screenshots/walked.txt
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const GATEWAY = join(import.meta.dirname, '../../gateway/src')
// Where pages are: what else is served is the interface, the log, health, and the pages' own style and script.
const PAGES = /(^|\/)(pages|page|staff_page|join|letter)\.rs$|^(privacy|consent\/copy)\.rs$|\/(staff_)?page\/|^desk\/|^family\/|^report\/family\.rs$/
const ROUTE = /\.route\(\s*"([^"]+)",\s*get\(([a-z_:]+)\)/g
// Functions that show no page of their own.
const LEADS_ON = /^pages\.rs: start$|: ([a-z_]+::)?(back|again|to_factor)$/
const FILES = new Set(['file', 'plain', 'sealed'])

/** Every address that is got, with the function that answers. What one function answers under several addresses is one page. */
function routes() {
  return readdirSync(GATEWAY, { recursive: true })
    .filter((file) => PAGES.test(file))
    .flatMap((file) => {
      const text = readFileSync(join(GATEWAY, file), 'utf8')
      // A function that is not the file's own is that of its slice's page.
      const of = (handler) => (text.includes(`fn ${handler}(`) ? file : `${file.split('/')[0]}/page.rs`)
      return [...text.matchAll(ROUTE)].map(([, path, handler]) => ({ path, handler, page: `${of(handler)}: ${handler}` }))
    })
    .filter(({ page }) => !LEADS_ON.test(page))
}

const pattern = (path) => new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`)
const holes = (path) => path.split('{').length

/** The route that an address is answered by: of all that fit, the one that leaves least open. */
function answers(all, address) {
  const fitting = all.filter(({ path }) => pattern(path).test(address))
  return fitting.sort((one, other) => holes(one.path) - holes(other.path))[0]
}

const all = routes()
const walked = new Map(all.map(({ page }) => [page, new Set()]))
const lines = new Set(readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean))
for (const line of lines) {
  const [how, address] = line.split(' ')
  const route = answers(all, address)
  if (route) walked.get(route.page).add(how)
}
const missing = []
for (const { path, handler, page } of all) {
  const seen = walked.get(page)
  const needed = FILES.has(handler) ? ['asked'] : ['en', 'cy']
  const not = needed.filter((how) => !seen.has(how))
  if (not.length > 0) missing.push(`${path} (${page}): not walked: ${not.join(', ')}`)
}
if (all.length < 50 || lines.size === 0) missing.push(`only ${all.length} routes and ${lines.size} walked: this check no longer finds them`)
for (const line of missing) process.stderr.write(`walked: ${line}\n`)
if (missing.length === 0) process.stdout.write(`walked: ${walked.size} pages at ${all.length} addresses, each in both languages\n`)
process.exitCode = missing.length === 0 ? 0 : 1
