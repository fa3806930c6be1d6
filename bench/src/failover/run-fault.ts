import { BalancerError, ProviderError } from '@llm-balancer/core'
import type { Clock } from '@llm-balancer/core'
import type { FakeLLM } from '@llm-balancer/testing'
import { createLLMBalancer, type Fetch, type LLMBalancer } from 'llm-balancer'
import { canonical } from './canonical.ts'
import type { WallFault } from './faults.ts'
import type { Answer, Call, Observed } from './observed.ts'
import { judge, type Judgement } from './verdict.ts'

/** What a caller of the balancer chooses for a stream that breaks. */
export type Interrupted = 'throw' | 'restart'

/** The wall: two targets, and how time passes for them. */
export interface World {
  readonly fake: FakeLLM<'primary' | 'fallback'>
  readonly clock: Clock
  readonly fetch?: Fetch
  /** Lets time pass until `work` has settled. */
  readonly drive: <Value>(work: Promise<Value>) => Promise<Value>
}

/** Lets a balancer with default settings meet a fault, and judges what its caller and the targets have seen. */
export async function runFault(fault: WallFault, world: World, interrupted: Interrupted): Promise<Judgement> {
  const { fake, clock, fetch } = world
  const { count, everyMs } = fault.sequence ?? { count: 1, everyMs: 0 }
  const llm = createLLMBalancer({
    strategy: 'failover',
    clock,
    ...(fetch === undefined ? {} : { fetch }),
    providers: (['primary', 'fallback'] as const).map((name) => ({
      ...{ name, type: 'openai', apiKey: 'key', model: `${name}-model`, baseURL: fake.url(name) },
    })),
  })
  const beganAt = clock.now()
  const cancels: (() => void)[] = []
  fault.set({
    ...{ primary: fake.target('primary'), fallback: fake.target('fallback') },
    later: (ms, change) => cancels.push(clock.schedule(change, ms)),
  })
  const answers: Answer[] = []
  for (let call = 0; call < count; call += 1) {
    await passUntil(beganAt + call * everyMs, world)
    answers.push(await ask(llm, world, { interrupted, mostMs: fault.mostMs }))
  }
  const calls = callsOf(fake)
  fake.target('primary').reset()
  fake.target('fallback').reset()
  for (const cancel of cancels) cancel()
  const last = await ask(llm, world, { interrupted, mostMs: 10_000 })
  await world.drive(llm.close())
  const observed: Observed = {
    beganAt,
    answers,
    calls,
    isAlive: last.type === 'text' && last.text === canonical,
  }
  return judge(observed, fault.rules, fault.ideal ?? 'text')
}

interface Asking {
  readonly interrupted: Interrupted
  /** A call that takes longer hangs, in ms. */
  readonly mostMs: number
}

async function ask(
  llm: LLMBalancer,
  { clock, drive }: World,
  { interrupted, mostMs }: Asking,
): Promise<Answer> {
  const startedAt = clock.now()
  const abort = new AbortController()
  const cancel = clock.schedule(() => {
    abort.abort()
  }, mostMs)
  try {
    const read = await drive(
      interrupted === 'throw' ? readText(llm, abort.signal) : readParts(llm, abort.signal),
    )
    return { type: 'text', startedAt, endedAt: clock.now(), ...read }
  } catch (error) {
    const endedAt = clock.now()
    if (abort.signal.aborted) return { type: 'hang', startedAt, endedAt }
    const isClean = BalancerError.isInstance(error) || ProviderError.isInstance(error)
    return {
      type: 'error',
      startedAt,
      endedAt,
      what: error instanceof Error ? error.name : 'no error',
      isClean,
    }
  } finally {
    cancel()
  }
}

type Read = { readonly text: string; readonly model: string; readonly hasUsage: boolean }

const prompt = 'Say sixty words.'

async function readText(llm: LLMBalancer, signal: AbortSignal): Promise<Read> {
  const stream = llm.request({ prompt, stream: true }, { signal })
  let text = ''
  for await (const piece of stream) text += piece
  const { model, usage } = await stream.response
  return { text, model, hasUsage: usage !== undefined }
}

async function readParts(llm: LLMBalancer, signal: AbortSignal): Promise<Read> {
  const messages = [{ role: 'user', content: prompt }] as const
  const stream = llm.stream({ messages }, { signal, onInterrupted: 'restart' })
  let text = ''
  let hasUsage = false
  for await (const part of stream) {
    if (part.type === 'restart') text = ''
    else if (part.type === 'text-delta') text += part.delta
    else if (part.type === 'finish') hasUsage = part.usage.outputTokens.total !== undefined
  }
  return { text, model: `${stream.target?.id ?? 'no'}-model`, hasUsage }
}

function callsOf({ requests }: FakeLLM): Call[] {
  return requests.map(({ targetId, startedAt, fault }) => ({
    target: targetId === 'primary' ? 'primary' : 'fallback',
    startedAt,
    fault,
  }))
}

async function passUntil(at: number, { clock, drive }: World): Promise<void> {
  const ms = at - clock.now()
  if (ms <= 0) return
  await drive(
    new Promise<void>((resolve) => {
      clock.schedule(resolve, ms)
    }),
  )
}
