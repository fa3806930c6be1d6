import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { undiciFetch } from '@llm-balancer/undici'
import { createLLMBalancer, type Fetch, type LLMBalancer } from 'llm-balancer'
import { print } from '../print.ts'

const callers = [200, 1000]
const rounds = 5
const options = { calls: { type: 'string', default: '4000' } } as const
const prompt = 'Say ok.'

/** One way to make a call. */
interface Contender {
  readonly name: string
  readonly call: () => Promise<unknown>
  /** Calls per second of each round. */
  readonly rates: number[]
}

/**
 * Whole calls over sockets, many at a time, against a server in another process that answers at once: `request` over Node's `fetch` and
 * over undici, relative to bare `fetch`. The sides take turns, and the median of their rounds counts. `--calls 1000`: so many in a round.
 */
export async function benchSockets(args: readonly string[]): Promise<void> {
  const calls = Number(parseArgs({ args: [...args], options }).values.calls)
  if (!(calls >= 1)) throw new RangeError('"--calls" must be at least 1')
  const server = fork(join(import.meta.dirname, 'answering-server.ts'))
  try {
    const [port] = (await once(server, 'message')) as [number]
    const baseURL = `http://127.0.0.1:${port}/v1`
    for (const atATime of callers) await compareAt({ atATime, calls }, baseURL)
  } finally {
    server.disconnect()
  }
}

/** How many calls are made in a round, and how many of them at a time. */
type Load = { readonly atATime: number; readonly calls: number }

async function compareAt(load: Load, baseURL: string): Promise<void> {
  const transport = undiciFetch({ keepAliveMs: 60_000 })
  const usual = balancerOver(baseURL, undefined)
  const own = balancerOver(baseURL, transport)
  const contenders: Contender[] = [
    { name: 'bare fetch + JSON', call: () => bareCall(baseURL, fetch), rates: [] },
    { name: 'request, fetch', call: () => usual.request({ prompt }), rates: [] },
    { name: 'request, undici', call: () => own.request({ prompt }), rates: [] },
    { name: 'undiciFetch alone + JSON', call: () => bareCall(baseURL, transport), rates: [] },
  ]
  for (let round = 0; round <= rounds; round += 1)
    for (const { call, rates } of contenders) {
      const rate = await rateOf(call, load)
      // The first round makes the connections.
      if (round > 0) rates.push(rate)
    }
  await Promise.all([usual.close(), own.close()])
  await transport.close()
  const bare = median(contenders[0]?.rates ?? [])
  print(`\n${load.atATime} calls at a time, one answer each, calls per second`)
  for (const { name, rates } of contenders) {
    const rate = median(rates)
    print(`  ${name.padEnd(28)} ${rate.toFixed(0).padStart(7)} ${(rate / bare).toFixed(2).padStart(6)} ×`)
  }
}

function balancerOver(baseURL: string, transport: Fetch | undefined): LLMBalancer {
  return createLLMBalancer({
    ...(transport === undefined ? {} : { fetch: transport }),
    providers: ['a', 'b', 'c'].map((name) => ({
      ...{ name, type: 'openai-compatible', apiKey: 'key', model: 'instant', baseURL },
    })),
  })
}

async function bareCall(baseURL: string, send: Fetch): Promise<unknown> {
  const response = await send(`${baseURL}/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer key', 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'instant', messages: [{ role: 'user', content: prompt }] }),
  })
  return JSON.parse(await response.text()) as unknown
}

async function rateOf(call: () => Promise<unknown>, { atATime, calls }: Load): Promise<number> {
  let left = calls
  const caller = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      await call()
    }
  }
  const start = performance.now()
  await Promise.all(Array.from({ length: atATime }, caller))
  return (calls * 1000) / (performance.now() - start)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
