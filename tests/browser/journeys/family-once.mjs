// A double click gives one consent; so do two tabs with the same form. A session that ends in the middle of the form loses nothing.
import { request } from 'node:https'
import { asked, signIn } from '../sign-in.mjs'
import { reached } from '../reached.mjs'

// Ends the session of a token, as another device of the same person would.
function ends(gateway, token) {
  const [host, port] = gateway.split(':')
  const headers = { authorization: `Bearer ${token}` }
  return new Promise((resolve, reject) => {
    const path = '/api/v1/session'
    const sent = request({ host, port, path, method: 'DELETE', headers, rejectUnauthorized: false }, (answer) => {
      answer.resume()
      if (answer.statusCode === 204) resolve()
      else reject(new Error(`ending the session answers ${answer.statusCode}`))
    })
    sent.on('error', reject)
    sent.end()
  })
}

export default async ({ visit, look, step, page, context, input, follow, twice, see }) => {
  const button = (on) => on.locator('main form button:not([name])')
  const fill = async (on) => {
    await on.locator(`[id="recipient-agency:${input.agency}"]`).check()
    await on.locator(`#category-${input.category}`).check()
    await on.locator(`main input[name=purpose][value=${input.purpose}]`).check()
    await on.locator('main input[name=until][value="12"]').check()
  }
  const code = async (on) => on.locator('#code').fill(await asked(on, input.who))

  await step('sign in, and come to the preview', async () => {
    await signIn({ visit, page, follow }, input.who, `/family/${input.case}/consents/new`)
    await fill(page)
    await follow(button(page))
  })
  await step('a double click', async () => {
    await code(page)
    await twice(button(page), () => reached(page, /\/receipt$/))
  })
  await step('the same form in two tabs', async () => {
    await visit(`/family/${input.case}/consents/new`)
    await fill(page)
    await follow(button(page))
    const other = await context.newPage()
    await other.goto(new URL(`/family/${input.case}/consents/new`, page.url()).href)
    await fill(other)
    await Promise.all([other.waitForEvent('load'), button(other).click()])
    await code(page)
    await follow(button(page))
    if (!page.url().endsWith('/receipt')) throw new Error(`the first tab led to ${page.url()}`)
    // The card asks for another place by now: the second tab says so, and goes on with that.
    await code(other)
    await Promise.all([other.waitForEvent('load'), button(other).click()])
    await other.locator('#code-error').waitFor()
    await other.close()
  })
  await step('the session ends in the middle, and nothing that was chosen is lost', async () => {
    await visit(`/family/${input.case}/consents/new`)
    await fill(page)
    const { value } = (await context.cookies()).find(({ name }) => name === '__Host-porthor')
    await ends(input.gateway, value)
    await follow(button(page))
    await look('signed-out')
    await page.locator('#address').fill(input.who.address)
    await page.locator('#password').fill(input.who.password)
    await follow(page.locator('form[action="/sign-in"] button'))
    await code(page)
    await follow(page.locator('form[action="/sign-in/code"] button'))
    await follow(page.locator('main form button'))
    await see(input.file)
    await code(page)
    await follow(button(page))
    if (!page.url().endsWith('/receipt')) throw new Error(`it led to ${page.url()}`)
  })
  return {}
}
