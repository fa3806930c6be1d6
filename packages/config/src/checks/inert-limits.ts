import { isMap } from '../schema/composites.ts'
import { limitNumbers } from '../schema/limits.ts'
import type { ConfigIssue, ConfigPath } from '../text/config-node.ts'
import type { Values } from './texts.ts'

/** Limits as they stand in one place. */
type Limits = { readonly path: ConfigPath; readonly values: Values }

/** Limits of a provider that would change nothing. Those of `limits` that are not shared are its own, and lie over those beside it. */
export function inertLimits(all: Values): readonly ConfigIssue[] {
  const listed = (Array.isArray(all['limits']) ? all['limits'] : []).flatMap((values: unknown, place) =>
    isMap(values) ? [{ path: ['limits', place], values }] : [],
  )
  const shared = listed.filter(({ values }) => values['shared'] !== undefined)
  const further = listed.filter(({ values }) => values['shared'] === undefined)
  const own = [{ path: [], values: all }, ...further]
  return [
    ...further.filter(({ values }) => Object.keys(values).length === 0).map(({ path }) => empty(path)),
    ...inertRules(own),
    ...shared.flatMap((limits) => inertRules([limits])),
    ...repeated(own),
  ]
}

function empty(path: ConfigPath): ConfigIssue {
  return { path, message: 'has no effect, it names no limit; add one, such as tokensPerMinute, or remove it' }
}

/** How limits count, where there are none. */
function inertRules(places: readonly Limits[]): readonly ConfigIssue[] {
  const given = places.flatMap(({ values }) => limitNumbers.filter((name) => values[name] !== undefined))
  const hasDay = given.some((name) => name.endsWith('PerDay'))
  return places.flatMap(({ path, values }) => [
    ...(hasDay || values['resetsAt'] === undefined
      ? []
      : [inert([...path, 'resetsAt'], 'has no effect without a limit per day; add one, or remove it')]),
    ...(given.length > 0 || values['exact'] !== true
      ? []
      : [inert([...path, 'exact'], 'has no effect without a limit; add one, or remove it')]),
  ])
}

/** A limit that is given again is the later one. */
function repeated(places: readonly Limits[]): readonly ConfigIssue[] {
  return places.flatMap(({ path, values }, place) =>
    [...limitNumbers, 'exact', 'resetsAt'].flatMap((name) => {
      const later = places.slice(place + 1).find((one) => one.values[name] !== undefined)
      if (values[name] === undefined || later === undefined) return []
      const where = `limits[${String(later.path[1])}]`
      return [inert([...path, name], `has no effect, ${where} gives it again; keep one of the two`)]
    }),
  )
}

function inert(path: ConfigPath, message: string): ConfigIssue {
  return { path, message, isKey: true }
}
