import type { TargetView } from '@llm-balancer/core'
import type { ProviderDescription, ProviderInput } from './provider-config.ts'
import { ProviderEntry, type EntryEnvironment } from './provider-entry.ts'

/** The provider entries by name. */
export class ProviderRegistry {
  readonly #environment: EntryEnvironment
  readonly #byName = new Map<string, ProviderEntry>()

  constructor(environment: EntryEnvironment) {
    this.#environment = environment
  }

  /** @throws TypeError or RangeError for a bad provider or a taken name */
  add(input: ProviderInput): ProviderEntry {
    const entry = new ProviderEntry(input, this.#environment)
    if (this.#byName.has(entry.name)) {
      throw new RangeError(
        `provider "${entry.name}": the name is taken; give each provider a name of its own and say the vendor with "type"`,
      )
    }
    this.#byName.set(entry.name, entry)
    return entry
  }

  get(name: string): ProviderEntry | undefined {
    return this.#byName.get(name)
  }

  /** @throws RangeError for an unknown name */
  remove(name: string): void {
    if (this.#byName.delete(name)) return
    const known = [...this.#byName.keys()].join(', ')
    throw new RangeError(
      `there is no provider "${name}"; known providers are ${known === '' ? '(none)' : known}`,
    )
  }

  describe(target: TargetView): ProviderDescription {
    const entry = this.#byName.get(target.id)
    if (entry === undefined) throw new RangeError(`there is no provider "${target.id}"`)
    return entry.describe(target)
  }
}
