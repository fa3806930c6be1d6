import type { KeptId } from './formats/wire-format.ts'

/** So many ids are kept per account, the latest ones. */
const mostIds = 10_000

/** What the accounts of a fake keep of their answers. */
export class Accounts {
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

  /** What an account has under an id. */
  find(account: string, id: string): KeptId | undefined {
    return this.#byName.get(account)?.get(id)
  }
}
