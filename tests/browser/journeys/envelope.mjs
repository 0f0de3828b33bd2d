// A co-ordinator makes a page for a clinician whose network blocks everything. The clinician seals two reports with no network at all, a
// colleague who can read nothing of it delivers the file, and the co-ordinator takes one report in and turns the other away.
import { mkdtemp, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pdf } from '../give.mjs'
import { signIn } from '../sign-in.mjs'

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const WORDS = { en: 'Seal reports', cy: 'Selio adroddiadau' }

async function fine(page, language) {
  await page.evaluate(AXE)
  const found = await page.evaluate(() => window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }))
  if (found.violations.length > 0) throw new Error(JSON.stringify(found.violations.map((one) => [one.id, one.nodes.map((node) => node.html)])))
  const heading = await page.locator('h1').textContent()
  if (heading !== WORDS[language]) throw new Error(`"${heading}" in ${language}`)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth)
  if (wide > 320) throw new Error(`it is ${wide} px wide on a phone`)
  const empty = await page.evaluate(() => [...document.querySelectorAll('[data-text]')].filter((one) => !one.textContent.trim()).length)
  if (empty > 0) throw new Error(`${empty} places have no words`)
}

// In a browser of their own, from a file, with no network.
async function seals({ browser, language, input }, path, folder) {
  const context = await browser.newContext({ offline: true, locale: language === 'cy' ? 'cy-GB' : 'en-GB', viewport: { width: 320, height: 640 } })
  const page = await context.newPage()
  const asked = []
  const faults = []
  page.on('request', (request) => /^(file|blob|data):/.test(request.url()) || asked.push(request.url()))
  page.on('pageerror', (error) => faults.push(error.message))
  await page.goto(`file://${path}`)
  await fine(page, language)
  if ((await page.content()).includes(input.child)) throw new Error('the child is named')
  await page.locator('#button').click()
  await page.locator('#wrong').waitFor()
  const said = await page.locator('#wrong-list li').count()
  if (said !== 6) throw new Error(`${said} things are said to be missing`)
  await page.screenshot({ path: join(input.shots, `envelope-offline-wrong-${language}-320.png`), fullPage: true })
  await page.locator('#sender').fill('Ceri Dychmygol')
  await page.locator('#files').setInputFiles([pdf('un.pdf'), pdf('../dau?.pdf'), { name: 'gwag.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(0) }])
  for (const [field, value] of Object.entries({ category: 'speech-language', purpose: 'aln-support', audience: 'professionals', harm: 'no', others: 'no' })) {
    await page.locator(`#${field}`).selectOption(value)
  }
  await page.locator('#reason').fill('Rhwng gweithwyr proffesiynol.')
  await page.locator('#other-language').click()
  const other = language === 'cy' ? 'en' : 'cy'
  await fine(page, other)
  if ((await page.locator('#sender').inputValue()) !== 'Ceri Dychmygol' || (await page.locator('#category').inputValue()) !== 'speech-language') {
    throw new Error('the language took what was typed')
  }
  await page.locator('#other-language').click()
  await page.locator('#button').click()
  await page.locator('#files-error').waitFor()
  // What Windows takes for a device, and what nobody sees: the gateway takes neither, so the page gives it none.
  await page.locator('#files').setInputFiles([pdf('un.pdf'), pdf('con.pdf')])
  await page.locator('#sender').fill('Ceri\u200b Dychmygol\u202e')
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator('#button').click()])
  await page.locator('#done').waitFor()
  await fine(page, language)
  await page.screenshot({ path: join(input.shots, `envelope-offline-done-${language}-320.png`), fullPage: true })
  if (!/^report-\d{4}-\d\d-\d\d-[a-z]{6}\.porthor$/.test(download.suggestedFilename())) throw new Error(download.suggestedFilename())
  const sealed = join(folder, download.suggestedFilename())
  await download.saveAs(sealed)
  await context.close()
  if (asked.length + faults.length > 0) throw new Error(`asked for ${asked}; failed with ${faults}`)
  return sealed
}

export default async (tools) => {
  const { look, step, visit, page, follow, person, see, input } = tools
  const folder = await mkdtemp(join(tmpdir(), 'envelope-'))
  const desk = `/desk/${input.case}`
  const made = await step('the page is made', async () => {
    await signIn(tools, input.coordinator, `${desk}/envelope`)
    await look('make')
    await follow(page.locator('button[name=form][value=page]'))
    await see(page.locator('#agency-error'))
    await page.locator('#agency').selectOption('tair-afon')
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator('button[name=form][value=page]').click()])
    if (download.suggestedFilename() !== 'seal-reports.html') throw new Error(download.suggestedFilename())
    const path = join(folder, 'seal-reports.html')
    await download.saveAs(path)
    return path
  })
  const sealed = input.script === false ? input.envelope : await step('reports are sealed with no network', () => seals(tools, made, folder))
  await step('somebody who can read nothing of it delivers it', async () => {
    const carrier = await person()
    await signIn(carrier, input.carrier, '/deliver')
    await carrier.look('deliver')
    const button = carrier.page.locator('form[action="/deliver"] button')
    await carrier.follow(button)
    await carrier.see(carrier.page.locator('#file-error'))
    await carrier.page.locator('#file').setInputFiles(sealed)
    await carrier.follow(button)
    await carrier.see(carrier.page.locator('main [role=status]'))
    await carrier.look('delivered')
    await carrier.page.locator('#file').setInputFiles(sealed)
    await carrier.follow(button)
    await carrier.see(carrier.page.locator('#file-error'))
    await carrier.look('delivered-again')
  })
  await step('one is taken in, the other turned away', async () => {
    await visit(desk)
    await see(page.locator(`a[href="${desk}/quarantine"]`))
    await visit('/desk')
    await follow(page.locator(`a[href="${desk}/quarantine"]`))
    await look('held')
    const accept = page.locator('form:has(input[value=accept]) button')
    await follow(accept.first())
    await see(page.locator('#done-title'))
    await page.locator('main details summary').first().click()
    await follow(page.locator('form:has(input[value=turn-away]) button').first())
    await see(page.locator('#done-title'))
    if ((await accept.count()) > 0) throw new Error('something is held back still')
    await look('nothing-held')
  })
  return {}
}
