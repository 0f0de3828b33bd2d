// A co-ordinator hands a clinician's part over to a colleague: from then on the colleague has the case, and the clinician nothing.
import { signIn } from '../sign-in.mjs'

export default async (tools) => {
  const { visit, look, step, page, input, follow, person } = tools
  const form = page.locator(`form[action$="/people/${input.part}/hand-over"]`)
  const field = page.locator(`#successor-${input.part}`)

  await step('somebody who is not there', async () => {
    await signIn(tools, input.coordinator, '/desk')
    await visit(`/desk/${input.case}/people`)
    await page.locator('details').filter({ has: page.locator(`#successor-${input.part}`) }).locator('summary').click()
    await field.fill('nobody@tair-afon.example')
    await follow(form.locator('button'))
    await page.locator(`#successor-${input.part}-error`).waitFor()
    await look('nobody')
  })
  await step('a colleague', async () => {
    await field.fill(input.colleague.address)
    await follow(form.locator('button'))
    if (await form.count()) throw new Error('the part is still the clinician’s')
    await look('handed-over')
  })
  await step('the clinician finds nothing any more', async () => {
    const before = await person()
    await signIn(before, input.clinician, '/desk')
    await before.visit(`/desk/${input.case}`, { status: 404 })
    await before.look('gone')
  })
  await step('the colleague does', async () => {
    const after = await person()
    await signIn(after, input.colleague, '/desk')
    await after.visit(`/desk/${input.case}`)
    await after.look('taken-over')
  })
  return {}
}
