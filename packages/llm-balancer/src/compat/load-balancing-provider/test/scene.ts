import { createFakeClock } from '@llm-balancer/core/testing'
import type { FakeClock } from '@llm-balancer/core/testing'
import { expect, onTestFinished } from 'vitest'
import { LoadBalancingProvider } from '../index.ts'
import type {
  GenerateChatOptions,
  IProvider,
  LoadBalancingProviderConfig,
  ProviderManager,
  ResolvedSubProfile,
} from '../index.ts'

/** What a host's chats are made of: nothing that the balancer knows. */
export interface Content {
  readonly speaker: 'human' | 'ai' | 'tool'
  readonly blocks: readonly { readonly type: 'text'; readonly text: string }[]
  readonly metadata?: { readonly usage?: Readonly<Record<string, number>> }
}

/** What a member's provider does with one request. */
export type Script = (options: GenerateChatOptions<Content>) => AsyncIterable<Content>

/** One call of a member's provider. */
export interface Call {
  readonly provider: string
  readonly options: GenerateChatOptions<Content>
}

/** A load balancer over providers of a host, on a clock that stands still. */
export interface Scene {
  readonly balancer: LoadBalancingProvider<Content, string>
  readonly clock: FakeClock
  readonly settings: Record<string, unknown>
  readonly providers: Record<string, IProvider<Content, string>>
  readonly calls: Call[]
  /** The providers that were asked since the last time, in order. */
  readonly asked: () => string[]
  /** What a provider does from now on. */
  readonly script: (name: string, script: Script) => void
  /** Sends a request and reads its answer: the texts, or what it was rejected with. */
  readonly ask: (
    options?: Partial<GenerateChatOptions<Content>>,
  ) => Promise<string[] | { readonly error: unknown }>
}

export const contents: Content[] = [textOf('Hello', 'human')]

export function textOf(
  text: string,
  speaker: Content['speaker'] = 'ai',
  usage?: Readonly<Record<string, number>>,
): Content {
  return {
    speaker,
    blocks: [{ type: 'text', text }],
    ...(usage === undefined ? {} : { metadata: { usage } }),
  }
}

/** An answer of some texts. */
export const says = (...texts: readonly (string | Content)[]): Script =>
  async function* () {
    for (const text of texts) yield await Promise.resolve(typeof text === 'string' ? textOf(text) : text)
  }

/** Some texts, and then a failure. */
export const breaks = (error: unknown, ...texts: readonly string[]): Script =>
  async function* () {
    yield* says(...texts)({ contents })
    throw error
  }

/** Some texts, and then nothing, until the end of all time; notes when it is closed. */
export const hangs =
  (closed: string[] = [], ...texts: readonly string[]): Script =>
  () => {
    const rest = [...texts]
    return {
      [Symbol.asyncIterator]() {
        return {
          next: () => {
            const text = rest.shift()
            return text === undefined
              ? new Promise<never>(() => {})
              : Promise.resolve({ done: false as const, value: textOf(text) })
          },
          return: () => {
            closed.push('closed')
            return new Promise<never>(() => {})
          },
        }
      },
    }
  }

/** An error with a status, as HTTP clients throw it. */
export const refusal = (status: number, message = `refused with ${String(status)}`): Error =>
  Object.assign(new Error(message), { status })

/** One after the other, and then the last one for good. */
export const inTurn = (...scripts: readonly Script[]): Script => {
  let turn = 0
  return (options) => {
    const script = scripts[Math.min(turn, scripts.length - 1)]
    turn += 1
    return (script ?? says('nothing'))(options)
  }
}

export const profileOf = (name: string): ResolvedSubProfile => ({
  ...{ name, providerName: name, model: `model-of-${name}`, authToken: `token-of-${name}` },
  ...{ ephemeralSettings: {}, modelParams: {} },
})

/** Makes a scene of members named `a`, `b` …, each with a provider of its own name. */
export function scene(
  strategy: LoadBalancingProviderConfig['strategy'],
  names: readonly string[],
  {
    settings = {},
    ...config
  }: Partial<LoadBalancingProviderConfig> & { settings?: Record<string, unknown> } = {},
): Scene {
  const clock = createFakeClock()
  const calls: Call[] = []
  const scripts = new Map<string, Script>()
  const providers: Scene['providers'] = {}
  for (const name of names) {
    providers[name] = {
      generateChatCompletion(options) {
        calls.push({ provider: name, options })
        return (scripts.get(name) ?? says(`${name}1`, `${name}2`))(options)
      },
    }
  }
  const manager: ProviderManager<Content, string> = { getProviderByName: (name) => providers[name] }
  const balancer = new LoadBalancingProvider(
    {
      ...{ profileName: 'mine', strategy, subProfiles: names.map(profileOf) },
      lbProfileEphemeralSettings: settings,
      ...config,
    },
    manager,
    { clock },
  )
  let seen = 0
  onTestFinished(() => {
    expect(clock.pending).toBe(0)
  })
  return {
    ...{ balancer, clock, settings, providers, calls },
    asked: () => calls.slice(seen, (seen = calls.length)).map(({ provider }) => provider),
    script: (name, script) => scripts.set(name, script),
    ask: (options) => read(balancer.generateChatCompletion({ contents, ...options })),
  }
}

/** The texts of a stream, or what it was rejected with. */
export async function read(stream: AsyncIterable<Content>): Promise<string[] | { readonly error: unknown }> {
  const texts: string[] = []
  try {
    for await (const { blocks } of stream) texts.push(...blocks.map(({ text }) => text))
    return texts
  } catch (error) {
    return { error, ...(texts.length === 0 ? {} : { texts }) }
  }
}
