import { createFakeClock } from '@llm-balancer/core/testing'
import { expect, it, onTestFinished } from 'vitest'
import { createLLMBalancer, type LLMBalancer, type LLMBalancerOptions } from '../src/index.ts'

const prompt = 'p'

/** A server of one's own: answers when the test says so. */
class Server {
  /** The hosts that were asked, in order. */
  readonly asked: string[] = []
  readonly #answers: (() => void)[] = []

  readonly fetch = (url: string | URL | Request): Promise<Response> => {
    this.asked.push(new URL(url instanceof Request ? url.url : url).hostname)
    const choices = [{ index: 0, message: { role: 'assistant', content: 'x' }, finish_reason: 'stop' }]
    return new Promise((resolve) => {
      this.#answers.push(() => {
        resolve(Response.json({ choices, usage: { prompt_tokens: 1, completion_tokens: 1 } }))
      })
    })
  }

  get running(): number {
    return this.#answers.length
  }

  /** Answers the oldest request. */
  answer(): void {
    this.#answers.shift()?.()
  }
}

type Entry = Exclude<LLMBalancerOptions['providers'][number], { readonly model: object }>

function balanced(
  entries: Readonly<Record<string, Partial<Entry>>>,
  options: Partial<LLMBalancerOptions> = {},
) {
  const server = new Server()
  const clock = createFakeClock()
  const llm = createLLMBalancer({
    strategy: 'failover',
    fetch: server.fetch,
    clock,
    providers: Object.entries(entries).map(([name, settings]) => ({
      ...{ name, type: 'openai-compatible', model: 'm', baseURL: `https://${name}.test` },
      ...(settings as object),
    })),
    ...options,
  })
  /** Who served the requests that have been answered. */
  const served: string[] = []
  /** Starts so many requests. */
  const start = async (count: number): Promise<void> => {
    for (let made = 0; made < count; made += 1)
      void llm.request({ prompt }).then(({ provider }) => served.push(provider))
    await settle()
  }
  onTestFinished(async () => {
    while (server.running > 0) {
      server.answer()
      await settle()
    }
    await llm.close()
    expect(clock.pending).toBe(0)
  })
  return { llm, clock, server, served, start }
}

/** Lets everything happen that can happen now. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

const waiting = (llm: LLMBalancer): number => llm.snapshot().runs.waiting

it('a provider is asked at most `concurrency` times at once; the rest goes elsewhere', async () => {
  const { llm, server, start } = balanced({ vllm: { concurrency: 2 }, cloud: {} })
  await start(3)
  expect(server.asked).toEqual(['vllm.test', 'vllm.test', 'cloud.test'])
  expect(llm.snapshot().targets[0]).toMatchObject({ id: 'vllm', inFlight: 2, concurrency: 2, window: 2 })
  expect(llm.getHealthyProviders().map(({ name, concurrency }) => [name, concurrency])).toEqual([
    ['vllm', 2],
    ['cloud', undefined],
  ])
})

it('with one provider the rest waits, and goes on as soon as an answer has come', async () => {
  const { llm, server, served, start } = balanced({ vllm: { concurrency: 1 } })
  await start(2)
  expect([server.running, waiting(llm)]).toEqual([1, 1])
  server.answer()
  await settle()
  expect([served, server.running, waiting(llm)]).toEqual([['vllm'], 1, 0])
})

it('each key of a provider has its own, and can be told another one while requests run', async () => {
  const { llm, server, start } = balanced({ vllm: { apiKeys: ['one', 'two'], concurrency: 1 } })
  await start(6)
  expect([server.running, waiting(llm)]).toEqual([2, 4])
  llm.updateProvider('vllm', { concurrency: 2 })
  await settle()
  expect([server.running, waiting(llm)]).toEqual([4, 2])
  llm.updateProvider('vllm', { concurrency: 1 })
  server.answer()
  await settle()
  expect([server.running, waiting(llm)]).toEqual([3, 2])
  llm.updateProvider('vllm', { concurrency: Infinity })
  await settle()
  expect([server.running, waiting(llm)]).toEqual([5, 0])
})

it('runs that are pinned to a provider of several keys wait in one lane, and under overload the newest go first', async () => {
  const { llm, clock, server } = balanced({ vllm: { apiKeys: ['one', 'two'], concurrency: 1 } })
  const served: string[] = []
  const ask = async (tenant: string): Promise<void> => {
    void llm.request({ prompt }, { pin: 'vllm', tenant }).then(() => served.push(tenant))
    await settle()
  }
  for (const name of ['first', 'second', 'old']) await ask(name)
  await clock.advance(400)
  await ask('new')
  server.answer()
  await settle()
  server.answer()
  await settle()
  server.answer()
  await settle()
  expect(served).toEqual(['first', 'second', 'new'])
})

it('providers of one pool are bounded together, and the bound can be changed', async () => {
  const pools = { gpu: { concurrency: 2 } }
  const entries = { small: { pool: 'gpu' }, large: { pool: 'gpu' }, cloud: { concurrency: 1 } }
  const { llm, server, start } = balanced(entries, { pools, strategy: 'round-robin' })
  await start(4)
  expect([server.running, waiting(llm)]).toEqual([3, 1])
  expect(llm.snapshot().pools).toEqual([{ pool: 'gpu', inFlight: 2, concurrency: 2 }])
  llm.updatePool('gpu', { concurrency: 3 })
  await settle()
  expect([server.running, waiting(llm)]).toEqual([4, 0])
  expect(() => {
    llm.updatePool('gpus', { concurrency: 3 })
  }).toThrow('there is no pool "gpus", did you mean "gpu"? known pools are gpu')
})

it('a balancer as a provider is bounded as a whole', async () => {
  const { llm: inner, server } = balanced({ vllm: {} })
  const outer = createLLMBalancer({
    providers: [{ name: 'group', model: inner, concurrency: 1 }],
    whenUnavailable: 'fail',
    clock: createFakeClock(),
  })
  const first = outer.request({ prompt })
  await settle()
  await expect(outer.request({ prompt })).rejects.toThrow('group: concurrency reached')
  server.answer()
  expect((await first).provider).toBe('group')
  await outer.close()
})

it.each([
  ['of 0', { concurrency: 0 }, '"concurrency" must be a whole number within [1, ∞], got 0'],
  ['by another name', { maxConcurrent: 5 }, 'unknown option "maxConcurrent"; use "concurrency"'],
  ['among the limits', { limits: [{ concurrency: 5 }] }, 'unknown option "limits[0].concurrency"'],
])('a bound %s is refused', (_, settings, message) => {
  expect(() => balanced({ vllm: settings as Partial<Entry> })).toThrow(message)
})
