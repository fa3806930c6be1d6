import { expect, it } from 'vitest'
import { createFakeLLM } from './index.ts'

const made = (account?: string) => {
  const fake = createFakeLLM({
    targets: { a: { format: 'openai', account }, b: { format: 'azure-openai', account } },
  })
  const send = (id: 'a' | 'b', path: string, body?: object) =>
    fake.fetch(fake.url(id) + path, body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) })
  return { fake, send }
}
const question = { model: 'm', input: 'Hello', stream: true, background: true }

type Event = {
  readonly type: string
  readonly sequence_number: number
  readonly response?: { readonly id: string }
}
const eventsOf = (text: string): Event[] =>
  [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => JSON.parse(data) as Event)
const read = async (asked: Promise<Response>): Promise<Event[]> => {
  const response = await asked
  return eventsOf(await response.text())
}

it('gives the rest of a stream that was made in the background', async () => {
  const { fake, send } = made()
  const whole = await read(send('a', '/responses', question))
  expect(whole.slice(0, 3).map(({ type }) => type)).toEqual([
    'response.created',
    'response.queued',
    'response.in_progress',
  ])
  expect(whole[0]).toMatchObject({ response: { status: 'queued', background: true } })
  const id = whole[0]?.response?.id ?? ''
  for (const after of [-1, 0, 4, whole.length - 2, whole.length - 1]) {
    const query = after === -1 ? '' : `&starting_after=${after}`
    expect(await read(send('a', `/responses/${id}?stream=true${query}`))).toEqual(whole.slice(after + 1))
  }
  const now = await send('a', `/responses/${id}`)
  expect(await now.json()).toMatchObject({ id, status: 'completed', background: true })
  expect(fake.target('a').stats).toMatchObject({ answered: 7, failed: 0 })
})

it('counts as one request towards the limits, with all its rests', async () => {
  const { fake, send } = made()
  fake.target('a').update({ limits: { requestsPerMinute: 1 } })
  const whole = await read(send('a', '/responses', question))
  const path = `/responses/${whole[0]?.response?.id ?? ''}?stream=true&starting_after=0`
  expect(await read(send('a', path))).toEqual(whole.slice(1))
  expect((await send('a', '/responses', question)).status).toBe(429)
})

it('breaks as a script says, of which the rest takes a step, too', async () => {
  const { fake, send } = made()
  fake
    .target('a')
    .script([{ fault: 'truncate', afterChunks: 2 }, { fault: 'truncate', afterChunks: 1 }, 'overloaded'])
  const begun = await read(send('a', '/responses', question))
  const path = `/responses/${begun[0]?.response?.id ?? ''}?stream=true&starting_after=`
  const more = await read(send('a', path + String(begun.length - 1)))
  expect(more[0]?.sequence_number).toBe(begun.length)
  expect((await send('a', path + String(begun.length - 1))).status).toBe(503)
  const rest = await read(send('a', path + String(begun.length + more.length - 1)))
  const numbers = [...begun, ...more, ...rest].map(({ sequence_number: number }) => number)
  expect(numbers).toEqual(numbers.map((_, place) => place))
  expect(rest.at(-1)?.type).toBe('response.completed')
})

it('cancels an answer, of which then no rest is given', async () => {
  const { send } = made()
  const [first] = await read(send('a', '/responses', question))
  const path = `/responses/${first?.response?.id ?? ''}`
  for (let times = 0; times < 2; times += 1) {
    const response = await send('a', `${path}/cancel`, {})
    expect([response.status, await response.json()]).toMatchObject([200, { status: 'cancelled', output: [] }])
  }
  expect((await send('a', `${path}?stream=true&starting_after=1`)).status).toBe(400)
})

it('knows the answers of one account, and only those that are made in the background', async () => {
  const { fake, send } = made()
  const [own] = await read(send('a', '/responses', question))
  const [usual] = await read(send('a', '/responses', { ...question, background: false }))
  const pathOf = (event: Event | undefined): string => `/responses/${event?.response?.id ?? ''}`
  expect((await send('b', `${pathOf(own)}?stream=true`)).status).toBe(404)
  expect((await send('a', `${pathOf(usual)}?stream=true`)).status).toBe(404)
  expect((await send('a', `${pathOf(usual)}/cancel`, {})).status).toBe(404)
  expect(fake.requests.at(-1)?.fault).toBe('bad-request')
  const shared = made('one')
  const [first] = await read(shared.send('a', '/responses', question))
  expect((await shared.send('b', `${pathOf(first)}?stream=true`)).status).toBe(200)
})

it('queues a whole answer, and refuses one that is not to be kept', async () => {
  const { send } = made()
  const queued = await send('a', '/responses', { ...question, stream: false })
  expect(await queued.json()).toMatchObject({ status: 'queued', output: [] })
  expect((await send('a', '/responses', { ...question, store: false })).status).toBe(400)
})
