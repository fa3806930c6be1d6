import type { LLMBalancer, ProviderConfig } from '../../src/index.ts'

/** Changes of the providers every so often: those that come and go are of this many turns at a time. */
const stay = 3
/** So many turns pass until another steady provider takes over. */
const steadyFor = 25

/** Adds, changes and removes providers while requests run. One steady provider is there at every moment. */
export class Churn {
  readonly #llm: LLMBalancer
  readonly #entry: (name: string, settings?: Partial<ProviderConfig>) => ProviderConfig
  #turn = 0
  /** They resolve when what was removed has drained. */
  readonly removals: Promise<void>[] = []

  constructor(llm: LLMBalancer, entry: (name: string, settings?: Partial<ProviderConfig>) => ProviderConfig) {
    this.#llm = llm
    this.#entry = entry
  }

  next(): void {
    this.#turn += 1
    const turn = this.#turn
    this.#llm.addProvider(this.#entry(`t${turn}`, turn % 2 === 0 ? { concurrency: 3 } : {}))
    if (turn > stay) this.#remove(`t${turn - stay}`)
    this.#llm.updateProvider('a', { weight: 1 + (turn % 4), apiKey: `key-${turn}` })
    this.#llm.updateProvider('b', { concurrency: 3 + (turn % 3) })
    this.#llm.updatePool('shared', { concurrency: 4 + (turn % 4) })
    if (turn % steadyFor !== 0) return
    const count = turn / steadyFor
    this.#llm.addProvider(this.#entry(`steady${count}`))
    this.#remove(`steady${count - 1}`)
  }

  #remove(name: string): void {
    this.removals.push(this.#llm.removeProvider(name))
  }
}
