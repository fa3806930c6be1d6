import type { Answer } from './answer.ts'
import type { KeptId } from './formats/wire-format.ts'

/** So many ids are kept per account, the latest ones. */
const mostIds = 10_000

/** So many answers are kept, the latest ones. */
const mostAnswers = 1000

/** An answer that is made in the background. */
export type BackgroundAnswer = { readonly answer: Answer; isCancelled: boolean }

/** What the accounts of a fake keep of their answers. */
export class Accounts {
  readonly #answers = new Map<string, BackgroundAnswer>()
  readonly #byName = new Map<string, Map<string, KeptId>>()

  /** An account keeps an answer under these ids. */
  keep(account: string, ids: readonly KeptId[]): void {
    const kept = this.#byName.get(account) ?? new Map<string, KeptId>()
    this.#byName.set(account, kept)
    for (const one of ids) kept.set(one.id, one)
    for (const id of kept.keys()) {
      if (kept.size <= mostIds) break
      kept.delete(id)
    }
  }

  /** An account keeps an answer that is made in the background. */
  keepAnswer(id: string, answer: Answer): void {
    const key = keyOf(answer.account, id)
    if (!this.#answers.has(key)) this.#answers.set(key, { answer, isCancelled: false })
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= mostAnswers) break
      this.#answers.delete(oldest)
    }
  }

  /** The answer that an account has under an id. */
  answerOf(account: string, id: string): BackgroundAnswer | undefined {
    return this.#answers.get(keyOf(account, id))
  }

  /** What an account has under an id. */
  find(account: string, id: string): KeptId | undefined {
    return this.#byName.get(account)?.get(id)
  }
}

function keyOf(account: string, id: string): string {
  return JSON.stringify([account, id])
}
