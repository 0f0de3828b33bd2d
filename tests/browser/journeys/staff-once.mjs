// Staff at their forms: a double click, the same form in two tabs, and going back after signing out do no harm.
import { pdf, pushes } from '../give.mjs'
import { signIn } from '../sign-in.mjs'
import { reached } from '../reached.mjs'

export default async (tools) => {
  const { visit, look, step, page, context, input, follow, twice, back, origin, person } = tools
  const people = `/desk/${input.case}/people`

  await step('a family is asked once, however often the button is pressed', async () => {
    await signIn(tools, input.coordinator, '/desk')
    await visit(`/desk/${input.case}/ask`)
    await look('ask')
    await page.locator('#agency').selectOption('nant-y-wennol')
    await page.locator('#category').check()
    await page.locator('input[name=purpose][value=aln-support]').check()
    await page.locator('#why').fill('So that the class can help with speaking.')
    await page.locator('input[name=language][value=en]').check()
    const ask = page.locator('main form button[type=submit]')
    await twice(ask, () => reached(page, new RegExp(`^/desk/${input.case}$`)))
  })
  await step('a report is pushed once', async () => {
    const clinician = await person()
    await signIn(clinician, input.clinician, `/desk/${input.case}/push`)
    await pushes(clinician, pdf('once.pdf'), { act: (button) => button.dblclick() })
  })
  await step('the same removal in two tabs: the second says so, and nothing else is removed', async () => {
    await visit(people)
    const other = await context.newPage()
    await other.goto(origin + people)
    const removal = (on) => on.locator(`form[action$="/people/${input.part}/end"]`)
    const folded = (on) => on.locator('details').filter({ has: on.locator(`form[action$="/people/${input.part}/end"]`) }).locator('summary')
    await folded(page).click()
    await folded(other).click()
    await follow(removal(page).locator('button'))
    await Promise.all([other.waitForEvent('load'), removal(other).locator('button').click()])
    if (await removal(other).count()) throw new Error('the second tab still offers it')
    await other.locator('h1').waitFor()
    await other.close()
  })
  await step('signed out, going back shows nothing', async () => {
    await visit(`/desk/${input.case}`)
    await follow(page.locator('#sign-out'))
    await back()
    await page.locator('form[action="/sign-in"]').waitFor()
    if ((await page.content()).includes(input.child)) throw new Error('the child is named')
    await visit(people, { status: 401 })
  })
  return {}
}
