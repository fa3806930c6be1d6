import type { CallFacts } from '../../contracts/call.ts'
import type { TargetState } from '../../contracts/target.ts'
import { adaptiveConstants } from './constants.ts'

const { keptMs, mostSessions } = adaptiveConstants.cache

/** Where a conversation was last answered, and how much of it. */
export interface LastAnswer {
  readonly target: TargetState
  readonly tokens: number
  readonly at: number
}

/** The name of the prompt of a call; undefined for none. */
export function promptOf({
  affinityKey,
  promptKey,
}: Pick<CallFacts, 'affinityKey' | 'promptKey'>): string | undefined {
  return affinityKey ?? promptKey
}

/** Which target has the start of which conversation in its cache. Bounded: what was answered longest ago is forgotten first. */
export class PromptCaches {
  readonly #answers = new Map<string, LastAnswer>()

  /** The target that may have the conversation in its cache; undefined for none. */
  holderOf(key: string | undefined, now: number): LastAnswer | undefined {
    if (key === undefined) return undefined
    const answer = this.#answers.get(key)
    return answer !== undefined && now - answer.at < keptMs ? answer : undefined
  }

  remember(key: string, answer: LastAnswer): void {
    // Deleted first, so that the map keeps the order of the answers.
    this.#answers.delete(key)
    this.#answers.set(key, answer)
    if (this.#answers.size <= mostSessions) return
    const [oldest] = this.#answers.keys()
    if (oldest !== undefined) this.#answers.delete(oldest)
  }

  /** Holds on to no target that has left. */
  forget(target: TargetState): void {
    for (const [key, answer] of this.#answers) if (answer.target === target) this.#answers.delete(key)
  }
}
