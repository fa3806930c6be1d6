import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { undiciFetch } from '@llm-balancer/undici'
import { createLLMBalancer, type Fetch, type LLMBalancer } from 'llm-balancer'
import { print } from '../print.ts'
import { socketSides, type SocketRates, type SocketSide } from './socket-rates.ts'

const callers = [200, 1000]
const rounds = 5
const options = { calls: { type: 'string', default: '4000' } } as const
const prompt = 'Say ok.'

const sides = Object.keys(socketSides) as SocketSide[]

/**
 * Whole calls over sockets, many at a time, against a server in another process that answers at once: `request` over Node's `fetch` and
 * over undici, relative to bare `fetch`. The sides take turns, and the median of their rounds counts. `--calls 1000`: so many in a round.
 */
export async function benchSockets(args: readonly string[]): Promise<void> {
  const calls = Number(parseArgs({ args: [...args], options }).values.calls)
  if (!(calls >= 1)) throw new RangeError('"--calls" must be at least 1')
  await measureSockets(calls)
}

/** Measures and prints the rates at each number of callers. */
export async function measureSockets(calls = Number(options.calls.default)): Promise<SocketRates[]> {
  const server = fork(join(import.meta.dirname, 'answering-server.ts'))
  try {
    const [port] = (await once(server, 'message')) as [number]
    const baseURL = `http://127.0.0.1:${port}/v1`
    const results: SocketRates[] = []
    for (const atATime of callers) results.push(await compareAt({ atATime, calls }, baseURL))
    return results
  } finally {
    server.disconnect()
  }
}

/** How many calls are made in a round, and how many of them at a time. */
type Load = { readonly atATime: number; readonly calls: number }

async function compareAt(load: Load, baseURL: string): Promise<SocketRates> {
  const transport = undiciFetch({ keepAliveMs: 60_000 })
  const usual = balancerOver(baseURL, undefined)
  const own = balancerOver(baseURL, transport)
  const calls: Record<SocketSide, () => Promise<unknown>> = {
    bare: () => bareCall(baseURL, fetch),
    usual: () => usual.request({ prompt }),
    own: () => own.request({ prompt }),
    transport: () => bareCall(baseURL, transport),
  }
  const measured: Record<SocketSide, number[]> = { bare: [], usual: [], own: [], transport: [] }
  for (let round = 0; round <= rounds; round += 1)
    for (const side of sides) {
      const rate = await rateOf(calls[side], load)
      // The first round makes the connections.
      if (round > 0) measured[side].push(rate)
    }
  await Promise.all([usual.close(), own.close()])
  await transport.close()
  const rates = {
    bare: median(measured.bare),
    usual: median(measured.usual),
    own: median(measured.own),
    transport: median(measured.transport),
  }
  print(`\n${load.atATime} calls at a time, one answer each, calls per second`)
  for (const side of sides) {
    const ratio = (rates[side] / rates.bare).toFixed(2).padStart(6)
    print(`  ${socketSides[side].padEnd(40)} ${rates[side].toFixed(0).padStart(7)} ${ratio} ×`)
  }
  return { atATime: load.atATime, rates }
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
