// Builds what the pages send besides themselves into built/: porthor.css, porthor.js, seal.js, each also as .gz, offline.js, which a page brings with itself, and
// licences.txt, the notices of everything bundled. The gateway embeds them under names with their hash; here names are stable.
// The same sources and lock give the same bytes. Everything is made in memory first: either all of built/ is new, or nothing is.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import * as esbuild from 'esbuild'
import * as sass from 'sass'

const HERE = dirname(fileURLToPath(import.meta.url))
const BUILT = join(HERE, 'built')
const NOTICE = '/*! Licences of what is bundled here: see licences.txt beside it. */\n'
// A page with its style and script must stay under 150 KiB compressed on a first visit; these leave most of it to the page.
const LIMITS = { 'porthor.css': 25 * 1024, 'porthor.js': 25 * 1024, 'seal.js': 60 * 1024, 'offline.js': 70 * 1024 }

// What a phone of 2020 reads. Modules load others by import() ever since there are modules in browsers (2018).
const ENTRY = { target: 'es2019', supported: { 'dynamic-import': true } }
// Its curves count in whole numbers of any size (BigInt); where there are none, the gateway seals instead.
const SEALING = { target: 'es2020' }

function stop(message) {
  console.error(`pages: ${message}`)
  process.exit(1)
}

function style() {
  const { css, loadedUrls } = sass.compile(join(HERE, 'style/porthor.scss'), {
    style: 'compressed',
    loadPaths: [join(HERE, 'node_modules/govuk-frontend/dist')],
    charset: false,
    fatalDeprecations: ['import'],
    logger: { warn: (message, { stack }) => stop(`style: ${message}\n${stack ?? ''}`) },
  })
  // An address in the style would be a request that nobody answers: the images and typefaces of the design system are not ours to send.
  if (/url\(/.test(css)) stop(`style: refers to ${css.match(/url\([^)]*\)/)[0]}; nothing may be loaded from a style sheet`)
  return { text: css, files: loadedUrls.map((url) => fileURLToPath(url)) }
}

async function script(entry, options) {
  const { outputFiles, metafile, warnings } = await esbuild.build({
    entryPoints: [join(HERE, 'script', entry)],
    absWorkingDir: HERE,
    bundle: true,
    format: 'esm',
    minify: true,
    legalComments: 'none',
    charset: 'utf8',
    write: false,
    metafile: true,
    logLevel: 'error',
    ...options,
  })
  if (warnings.length > 0) stop(`${entry}: ${warnings.map((warning) => warning.text).join('; ')}`)
  const bundled = Object.values(metafile.outputs).flatMap((output) => Object.keys(output.inputs))
  return { text: outputFiles[0].text, files: bundled.map((file) => join(HERE, file)) }
}

/** The folders of the packages that these files came from, in the order of their names. */
function packages(files) {
  const folders = files.map((file) => file.match(/^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/)?.[0])
  return [...new Set(folders.filter(Boolean))].sort()
}

async function licence(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  const places = [...['LICENSE', 'LICENSE.md', 'LICENSE.txt'].map((file) => join(folder, file)), join(HERE, 'licences', `${name}.txt`)]
  const place = places.find((file) => existsSync(file)) ?? stop(`${name} brings no licence text; put it into licences/${name}.txt`)
  return `${name} ${version} (${license})\n\n${(await readFile(place, 'utf8')).trim()}\n`
}

async function main() {
  const made = {
    'porthor.css': style(),
    'porthor.js': await script('porthor.js', ENTRY),
    'seal.js': await script('seal.js', SEALING),
    'offline.js': await script('offline.js', { ...SEALING, format: 'iife' }),
  }
  const files = new Map()
  for (const [name, { text }] of Object.entries(made)) {
    const bytes = Buffer.from(NOTICE + text)
    const packed = gzipSync(bytes, { level: 9 })
    if (packed.length > LIMITS[name]) stop(`${name} is ${packed.length} bytes compressed; ${LIMITS[name]} are allowed`)
    files.set(name, bytes)
    files.set(`${name}.gz`, packed)
    console.error(`pages: ${name} ${bytes.length} bytes, ${packed.length} compressed`)
  }
  const bundled = packages(Object.values(made).flatMap((one) => one.files))
  const notices = await Promise.all(bundled.map(licence))
  // The last one written: its age is the age of the whole.
  const licences = Buffer.from(notices.join(`\n${'-'.repeat(72)}\n\n`))
  files.set('licences.txt.gz', gzipSync(licences, { level: 9 }))
  files.set('licences.txt', licences)

  await rm(BUILT, { recursive: true, force: true })
  await mkdir(BUILT)
  for (const [name, bytes] of files) await writeFile(join(BUILT, name), bytes)
}

await main().catch((error) => stop(error.message))
