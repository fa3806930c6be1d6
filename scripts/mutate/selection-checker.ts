/** A Stryker plugin that decides which mutants are tested: those of the sample, without those known to be equivalent. */
import { CheckStatus, type Checker, type CheckResult } from '@stryker-mutator/api/check'
import type { Mutant, StrykerOptions } from '@stryker-mutator/api/core'
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin'
import { describes, readEquivalents, type Equivalent } from './equivalents.ts'
import { isNameTable } from './is-name-table.ts'
import { isSampled } from './is-sampled.ts'
import { factsOf } from './mutant-facts.ts'

/** What the plugin is configured with, as `selection` among Stryker's options. */
export type Selection = {
  /** The share of mutants that are tested, within (0, 1]. */
  readonly share: number
  readonly seed: number
}

/** Marks, as the reason, a mutant that is listed as equivalent. */
export const equivalentReason = 'equivalent: '

class SelectionChecker implements Checker {
  static readonly inject = tokens(commonTokens.options)
  readonly #selection: Selection
  #equivalents: readonly Equivalent[] = []

  constructor(options: StrykerOptions) {
    this.#selection = options['selection'] as Selection
  }

  init(): Promise<void> {
    this.#equivalents = readEquivalents()
    return Promise.resolve()
  }

  check(mutants: Mutant[]): Promise<Record<string, CheckResult>> {
    return Promise.resolve(Object.fromEntries(mutants.map((mutant) => [mutant.id, this.#resultOf(mutant)])))
  }

  group(mutants: Mutant[]): Promise<string[][]> {
    return Promise.resolve([mutants.map(({ id }) => id)])
  }

  #resultOf(mutant: Mutant): CheckResult {
    const facts = factsOf(mutant)
    const equivalent = this.#equivalents.find((entry) => describes(entry, facts))
    if (equivalent !== undefined) {
      return { status: CheckStatus.CompileError, reason: `${equivalentReason}${equivalent.reason}` }
    }
    if (!isSampled(facts, this.#selection))
      return { status: CheckStatus.CompileError, reason: 'not in the sample' }
    if (isNameTable(mutant)) return { status: CheckStatus.CompileError, reason: 'would not compile' }
    return { status: CheckStatus.Passed }
  }
}

/** What Stryker loads. */
export const strykerPlugins = [declareClassPlugin(PluginKind.Checker, 'selection', SelectionChecker)]

/** Makes `selection` a known option. */
export const strykerValidationSchema = {
  properties: {
    selection: { type: 'object', properties: { share: { type: 'number' }, seed: { type: 'number' } } },
  },
}
