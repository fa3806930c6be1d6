import { describeWord, nearestWord } from '@llm-balancer/core/options'
import * as z from 'zod/mini'
import { Reference } from '../references/reference.ts'
import { either, isMap, list, needed, option, options, record } from './composites.ts'
import type { Schema } from './schema.ts'
import { finite, flag, nonNegative, number, word } from './values.ts'

/** Strategies that choose among providers of one priority, by the options that each has. */
const tierStrategies: Readonly<Record<string, Readonly<Record<string, Schema>>>> = {
  'round-robin': {},
  weighted: {},
  'weighted-round-robin': {},
  'weighted-random': {},
  'least-in-flight': {},
  'peak-ewma': {
    decayMs: option(
      'After so many ms an old latency counts for 37 %. Default: 10000',
      number({ min: 0, max: Infinity, above: true }),
    ),
    defaultMs: option(
      'Latency assumed of a provider that has not answered yet, in ms. Default: 1000',
      number({ min: 0, max: Infinity, above: true }),
    ),
    failurePenalty: option(
      'How many times the latency a failure counts for. Default: 2',
      number({ min: 1, max: Infinity }),
    ),
  },
  'lowest-cost': {
    inputTokens: option('Input tokens of a call whose size is not known. Default: 1000', finite),
    outputTokens: option('Output tokens of such a call. Default: 300', finite),
  },
  'most-headroom': {},
}

/** Strategies that rank by priority themselves. */
const rankingStrategies: Readonly<Record<string, Readonly<Record<string, Schema>>>> = {
  failover: {},
  'sticky-failover': {
    failbackAfterMs: option(
      'How long to stay with a provider that took over, in ms. Default: 60000',
      nonNegative,
    ),
  },
}

/** Every strategy that has a name. */
export const strategyNames: readonly string[] = [
  ...Object.keys(tierStrategies),
  'affinity',
  ...Object.keys(rankingStrategies),
]

/** Those that ask for nothing but the order of the providers, and their priorities. */
export const rankingNames: readonly string[] = Object.keys(rankingStrategies)

const name = (own: string): Schema => needed('The strategy.', word(own))

const named = (
  table: Readonly<Record<string, Readonly<Record<string, Schema>>>>,
): readonly (readonly [name: string, form: Schema])[] =>
  Object.entries(table).map(([own, shape]) => [own, options({ name: name(own), ...shape })])

const affinityForm = options({
  name: name('affinity'),
  fallback: option(
    'Chooses for calls without an affinity key. Default: least-in-flight',
    z.lazy(() => strategyWithin),
  ),
})

const withinForms = [...named(tierStrategies), ['affinity', affinityForm] as const]
const allForms = [...withinForms, ...named(rankingStrategies)]

/** A strategy that chooses among providers of one priority. */
const strategyWithin: Schema = strategyOf(withinForms, [])

const tiersForm = options({
  tiers: needed(
    'The strategy of each priority: a list for the priorities 0, 1 and so on, or by priority.',
    either([list(strategyWithin), record(strategyWithin)], (given) => (isMap(given) ? 1 : 0)),
  ),
})

/** How the next provider is chosen: a name, a name with options, or a strategy for each priority. */
export const strategy: Schema = strategyOf(allForms, [tiersForm])

function strategyOf(
  forms: readonly (readonly [name: string, form: Schema])[],
  others: readonly Schema[],
): Schema {
  const names = forms.map(([own]) => own)
  return either([word(...names), ...forms.map(([, form]) => form), ...others], (given) => {
    if (!isMap(given)) return 0
    if (others.length > 0 && 'tiers' in given) return forms.length + 1
    const own = given['name'] instanceof Reference ? given['name'].text : given['name']
    const place = typeof own === 'string' ? names.indexOf(own) : -1
    if (place >= 0) return place + 1
    if (own === undefined)
      return `needs a "name", one of ${names.join(', ')}${others.length > 0 ? ', or "tiers"' : ''}`
    const nearest = typeof own === 'string' ? nearestWord(own, names) : undefined
    const hint = nearest === undefined ? '' : `, did you mean "${nearest}"?`
    const got = given['name'] instanceof Reference ? given['name'].shown : describeWord(own)
    return `must have one of these as its "name": ${names.join(', ')}, got ${got}${hint}`
  })
}
