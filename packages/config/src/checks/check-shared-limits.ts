import { isMap } from '../schema/composites.ts'
import { limitNumbers } from '../schema/limits.ts'
import type { ConfigIssue, ConfigPath } from '../text/config-node.ts'
import { textOf, type Values } from './texts.ts'

/** The first to name a shared quota gives its numbers, and no other one gives other numbers. */
export function checkSharedLimits(values: Values): readonly ConfigIssue[] {
  const numbers = new Map<string, string>()
  return sharedIn(values, []).flatMap(({ name, limit, path }): readonly ConfigIssue[] => {
    const { shared: _, ...own } = limit
    const isGiven = Object.keys(own).length > 0
    const before = numbers.get(name)
    if (before === undefined && !limitNumbers.some((number) => own[number] !== undefined))
      return [
        {
          path,
          message: 'is the first to name this quota, so it must give its numbers, such as tokensPerMinute',
        },
      ]
    const text = JSON.stringify(Object.entries(own).toSorted())
    if (before === undefined) numbers.set(name, text)
    if (before === undefined || !isGiven || before === text) return []
    return [{ path, message: 'gives other numbers than the first to name this quota; give them there alone' }]
  })
}

type Shared = { readonly name: string; readonly limit: Values; readonly path: ConfigPath }

/** In the order in which the providers are made. */
function sharedIn(values: Values, path: ConfigPath): readonly Shared[] {
  const { providers, providerDefaults } = values
  const { limits: usual } = isMap(providerDefaults) ? providerDefaults : {}
  if (!Array.isArray(providers)) return []
  return providers.flatMap((item: unknown, place): readonly Shared[] => {
    if (!isMap(item)) return []
    const own = [...path, 'providers', place]
    if (item['providers'] !== undefined)
      return [...limitsIn(item['limits'], own), ...sharedIn({ ...item, providerDefaults }, own)]
    return item['limits'] === undefined
      ? limitsIn(usual, ['providerDefaults'])
      : limitsIn(item['limits'], own)
  })
}

function limitsIn(limits: unknown, path: ConfigPath): readonly Shared[] {
  return (Array.isArray(limits) ? limits : []).flatMap((limit: unknown, place) => {
    if (!isMap(limit)) return []
    const name = textOf(limit['shared'])
    return name === undefined ? [] : [{ name, limit, path: [...path, 'limits', place, 'shared'] }]
  })
}
