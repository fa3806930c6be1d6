import { createFakeLLM, startFakeLLM } from '@llm-balancer/testing'
import { expect, it, onTestFinished } from 'vitest'
import { createJokeService } from './joke-service.ts'

const reply = 'A horse walks into a bar.'

const scene = () => {
  const vendors = createFakeLLM({ targets: { gpt: { reply }, claude: { format: 'anthropic', reply } } })
  const service = createJokeService(
    [
      { name: 'openai', apiKey: 'any', model: 'gpt-5.4-mini', baseURL: vendors.url('gpt') },
      { name: 'claude', apiKey: 'any', model: 'claude-sonnet-5-5', baseURL: vendors.url('claude') },
    ],
    vendors.fetch,
  )
  onTestFinished(async () => {
    await service.close()
    await vendors.close()
  })
  return { vendors, service }
}

it('tells a joke of the second vendor while the first one is overloaded', async () => {
  const { vendors, service } = scene()
  vendors.target('gpt').outage('overloaded')
  expect(await service.tell('horses')).toEqual({ type: 'joke', text: reply, isWhole: true })
  expect(vendors.target('claude').stats.answered).toBe(1)
})

it('keeps what it has of a joke that breaks off', async () => {
  const { vendors, service } = scene()
  vendors.target('gpt').script([{ fault: 'truncate', afterChunks: 3 }])
  expect(await service.tell('horses')).toEqual({ type: 'joke', text: 'A horse walks', isWhole: false })
})

it('says when to come back, once both vendors have said so', async () => {
  const { vendors, service } = scene()
  vendors.target('gpt').outage({ fault: 'rate-limit', retryAfterMs: 90_000 })
  vendors.target('claude').outage({ fault: 'rate-limit', retryAfterMs: 120_000 })
  expect(await service.tell('horses')).toEqual({ type: 'later', inSeconds: 90 })
})

it('ends the call at the vendor when its caller leaves', async () => {
  const vendors = await startFakeLLM({ targets: { only: { latency: 60_000 } } })
  const service = createJokeService([
    { name: 'only', type: 'openai', apiKey: 'any', model: 'm', baseURL: vendors.url('only') },
  ])
  onTestFinished(async () => {
    await service.close()
    await vendors.close()
  })
  const leaving = new AbortController()
  const joke = service.tell('horses', leaving.signal)
  await vendors.until((requests) => requests.length === 1)
  leaving.abort(new Error('the caller has left'))
  await expect(joke).rejects.toThrow('the caller has left')
  await vendors.until(([request]) => request?.end === 'client-closed')
  expect(vendors.target('only').stats.inFlight).toBe(0)
})
