import { describeWord, nearestWord } from '@llm-balancer/core/options'
import { isMap } from '../schema/composites.ts'
import type { ConfigIssue } from '../text/config-node.ts'
import type { Level } from './levels.ts'
import { textOf, textsOf, type Values } from './texts.ts'

/** Each level has a provider, and no two with the same name. */
export function checkNames({ path, entries, values }: Level): readonly ConfigIssue[] {
  const { providers } = values
  if (Array.isArray(providers) && providers.length === 0)
    return [{ path: [...path, 'providers'], message: 'must have at least one provider' }]
  const first = new Map<string, number>()
  return entries.flatMap(({ name, path: own }, place) => {
    if (name === undefined) return []
    const before = first.get(name)
    if (before === undefined) first.set(name, place)
    if (before === undefined) return []
    const message = `is the name of providers[${String(before)}] as well; give each a name of its own, and the vendor as "type"`
    return [{ path: [...own, 'name'], message }]
  })
}

/** Models name providers, or tags of providers. */
export function checkModels(values: Values, { entries }: Level): readonly ConfigIssue[] {
  const { models } = values
  if (!isMap(models)) return []
  const names = entries.flatMap(({ name }) => name ?? [])
  const tags = entries.flatMap((entry) => textsOf(entry.all['tags']))
  const known = [...new Set([...names, ...tags])]
  return Object.entries(models).flatMap(([model, members]): readonly ConfigIssue[] => {
    if (!Array.isArray(members)) return []
    const path = ['models', model]
    if (members.length === 0) return [{ path, message: 'must name at least one provider or tag' }]
    return members.flatMap((member: unknown, place) => {
      const word = textOf(member)
      if (word === undefined || known.includes(word)) return []
      const nearest = nearestWord(word, known)
      const hint =
        nearest === undefined
          ? `; there are ${known.map(describeWord).join(', ')}`
          : `, did you mean ${describeWord(nearest)}?`
      const shown = typeof member === 'string' ? describeWord(member) : 'a reference'
      return [{ path: [...path, place], message: `names no provider and no tag: ${shown}${hint}` }]
    })
  })
}
