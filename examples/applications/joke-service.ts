/**
 * A service of an application, as it would be written for real vendors: nothing in it knows of tests. What it does when a vendor fails, breaks
 * off or asks to come back later is tried in `joke-service.test.ts`, with the fake server of `@llm-balancer/testing`.
 */
import { BalancerError, createLLMBalancer, StreamInterruptedError, type ProviderConfig } from 'llm-balancer'

/** What callers of the service are told. */
export type Joke =
  | { readonly type: 'joke'; readonly text: string; readonly isWhole: boolean }
  | { readonly type: 'later'; readonly inSeconds: number }

export interface JokeService {
  tell(topic: string, signal?: AbortSignal): Promise<Joke>
  close(): Promise<void>
}

/** @param fetch how vendors are reached; @default the platform's */
export function createJokeService(
  providers: readonly ProviderConfig[],
  fetch?: typeof globalThis.fetch,
): JokeService {
  const llm = createLLMBalancer({
    strategy: 'failover',
    providers,
    ...(fetch === undefined ? {} : { fetch }),
  })

  const tell = async (topic: string, signal?: AbortSignal): Promise<Joke> => {
    let text = ''
    try {
      const stream = llm.request({ prompt: `A joke about ${topic}, please.`, stream: true }, { signal })
      for await (const piece of stream) text += piece
      return { type: 'joke', text, isWhole: true }
    } catch (error) {
      // Half a joke is better than none.
      if (StreamInterruptedError.isInstance(error)) return { type: 'joke', text, isWhole: false }
      if (!BalancerError.isInstance(error)) throw error
      const { retryAfterMs = 60_000 } = error
      return { type: 'later', inSeconds: Math.ceil(retryAfterMs / 1000) }
    }
  }
  return { tell, close: () => llm.close() }
}
