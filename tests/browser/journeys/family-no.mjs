// A parent looks at what an agency may see and under which agreement, objects to it, takes that back, and keeps one person away. And
// meets the child-friendly version of a report before the report. Nobody loses anything before the button is pressed.
import { signIn } from '../sign-in.mjs'

export default async (tools) => {
  const { visit, look, step, page, input, follow, reads } = tools
  const agency = `/family/${input.case}/agency/${input.agency}`
  const press = () => follow(page.locator('main form button'))
  const is = (act) => page.locator(`main input[name=act][value=${act}]`).waitFor({ state: 'attached' })

  await step('sign in, and see what the agency may see, under which agreement', async () => {
    await signIn(tools, input.who, agency)
    await page.locator('details summary').first().click()
    await look('agency')
  })
  await step('object to it', async () => {
    await visit(`${agency}/objection`)
    await is('say')
    await look('objection')
    await press()
    await page.locator('.govuk-inset-text').first().waitFor()
    await look('objected')
  })
  await step('take it back', async () => {
    await visit(`${agency}/objection`)
    await is('lift')
    await look('unobject')
    await press()
  })
  await step('keep the whole agency away, and let it in again', async () => {
    await visit(`${agency}/veto`)
    await is('say')
    await look('agency-veto')
    await press()
    await visit(`${agency}/veto`)
    await is('lift')
    await look('agency-let-in')
    await press()
  })
  await step('keep one person away', async () => {
    await follow(page.locator(`main a[href="/family/${input.case}/person/${input.person}/veto"]`))
    await look('person')
    await press()
    await look('kept-away')
    await follow(page.locator(`main a[href="/family/${input.case}/person/${input.person}/veto"]`))
    await is('lift')
    await press()
  })
  await step('the child’s version stands before the report that it tells anew', async () => {
    await visit(`/family/${input.case}/reports/${input.report}`)
    await look('report')
    await follow(page.locator(`main a[href="/family/${input.case}/reports/${input.version}"]`).first())
    await look('child')
  })
  await step('at the preview of a consent the language changes and the choices stay', async () => {
    await visit(`/family/${input.case}/consents/new`)
    await page.locator(`[id="recipient-agency:${input.agency}"]`).check()
    await page.locator('#category-speech-language').check()
    await page.locator('main input[name=purpose][value=aln-support]').check()
    await page.locator('main input[name=until][value="12"]').check()
    await follow(page.locator('main form button:not([name])'))
    const choices = await page.locator('main dl').count()
    const other = tools.language === 'cy' ? 'en' : 'cy'
    reads(other)
    await follow(page.locator(`.porthor-language button[value=${other}]`))
    await page.locator('#code').waitFor()
    if ((await page.locator('main dl').count()) !== choices) throw new Error('what was chosen is lost')
    await look('switched')
    reads(tools.language)
    await follow(page.locator(`.porthor-language button[value=${tools.language}]`))
    await page.locator('#code').waitFor()
  })
  return {}
}
