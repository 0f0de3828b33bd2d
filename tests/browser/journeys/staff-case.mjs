// A co-ordinator: finds a case by name, sees who cannot see what, asks the family, records a paper consent with a photo of it, and
// involves and removes somebody.
import { keepsRecord } from '../give.mjs'
import { inTheOther, staysInBoth } from '../languages.mjs'
import { signIn } from '../sign-in.mjs'

export default async (tools) => {
  const { visit, look, printed, step, page, input, follow, see } = tools
  const main = (selector) => page.locator(`main ${selector}`)

  await step('the desk, searched by name; the name stays out of the address', async () => {
    await signIn(tools, input, '/desk')
    await page.locator('#name').fill(input.name)
    await follow(main('form[action="/desk/search"] button'))
    await see(page.locator(`a[href="/desk/${input.case}"]`))
    await see(page.locator(`a[href="/desk/${input.case}/remarks"]`))
    await see(page.locator(`a[href="/desk/${input.case}#gaps"]`))
    if (page.url().includes(encodeURIComponent(input.name))) throw new Error(page.url())
    await look('found')
  })
  await step('the case says who cannot see what, and why', async () => {
    await visit(`/desk/${input.case}`)
    await main('.porthor-gap').first().waitFor()
    await look('gaps')
    await printed('case')
  })
  await step('asks the family, with what the gap named chosen already', async () => {
    await follow(main('.porthor-gap form button').first())
    const chosen = async () => {
      if ((await page.locator('#agency').inputValue()) !== 'nant-y-wennol') throw new Error('the school is not chosen')
    }
    await chosen()
    await inTheOther(tools, chosen)
    await page.locator('#why').fill('So that the class can help with speaking.')
    await page.locator('input[name=language][value=en]').check()
    await look('ask')
    await follow(main('form button[type=submit]'))
    await page.locator('#asked').waitFor()
  })
  await step('records a paper consent with a photo of it, after seeing what it changes', async () => {
    await visit(`/desk/${input.case}/consents/paper`)
    await look('paper')
    await keepsRecord(page, { giver: input.giver, how: 'paper' })
    const photo = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.from('JFIF'), Buffer.alloc(2000, Math.floor(Math.random() * 250))])
    await page.locator('#file').setInputFiles({ name: 'photo.jpg', mimeType: 'image/jpeg', buffer: photo })
    await follow(main('form button[type=submit]'))
    await look('paper-check')
    await inTheOther(tools, () => page.locator('main input[name=scan]:not([value=""])').waitFor({ state: 'attached' }))
    await follow(main('form button').first())
    if (!/\/receipt\?done=consent$/.test(page.url())) throw new Error(`it led to ${page.url()}`)
    await visit(`/desk/${input.case}`)
    await see(page.locator('#consents'))
    await look('after-paper')
  })
  await step('involves an agency, and removes it at once', async () => {
    await visit(`/desk/${input.case}/people`)
    await look('people')
    await page.locator('#agency').selectOption('kestrel-rock')
    await page.locator('#role').selectOption('alnco')
    await follow(main('form[action$="/people/involve"] button[type=submit]'))
    const row = main('.govuk-summary-list__row').filter({ hasText: 'kestrel-rock' })
    await row.locator('summary').click()
    await follow(row.locator('.govuk-button--warning'))
    if ((await main('.govuk-summary-list__row').filter({ hasText: 'kestrel-rock' }).count()) !== 0) throw new Error('still there')
  })
  await step('invites somebody of the family; the code is shown this once', async () => {
    await page.locator('#name').fill('Carys Ddychmygol')
    await page.locator('#address').fill(input.newcomer)
    await page.locator('input[name=standing][value=parent]').check()
    await page.locator('[action$="/people/invite"] input[name=language][value=cy]').check()
    await follow(main('form[action$="/people/invite"] button[type=submit]'))
    await see(page.locator('.govuk-notification-banner .porthor-code'))
    await look('invited')
    await staysInBoth(tools, '.govuk-notification-banner .porthor-code')
  })
  return {}
}
