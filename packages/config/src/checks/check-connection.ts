import { checkAddress, isHeaderName } from '@llm-balancer/core/options'
import { Reference } from '../references/reference.ts'
import { isMap } from '../schema/composites.ts'
import type { ConfigIssue, ConfigPath } from '../text/config-node.ts'
import type { Entry } from './levels.ts'
import { textOf, type Values } from './texts.ts'

/** Keys are given in one way, and addresses are safe to send them to. */
export function checkConnection({ path, own, inherited, all }: Entry): readonly ConfigIssue[] {
  const from = (name: string): ConfigPath =>
    Object.hasOwn(inherited, name) ? ['providerDefaults', name] : [...path, name]
  const { baseURL } = all
  const isInsecure = all['allowInsecureHttp'] === true
  return [
    ...keyIssues(path, own),
    ...headerIssues(from('headers'), all['headers']),
    ...(textOf(baseURL) === undefined ? [] : addressIssues(from('baseURL'), baseURL, isInsecure)),
  ]
}

/** Keys that are given twice. */
export function keyIssues(path: ConfigPath, { apiKey, apiKeys }: Values): readonly ConfigIssue[] {
  const own = [...path, 'apiKeys']
  const keys = Array.isArray(apiKeys) ? apiKeys.map(textOf) : undefined
  const twice = keys?.findIndex((key, place) => key !== undefined && keys.indexOf(key) !== place) ?? -1
  return [
    ...(apiKey === undefined || apiKeys === undefined
      ? []
      : [{ path: own, message: 'stands for the same as "apiKey"; give one of them', isKey: true }]),
    ...(keys?.length === 0 ? [{ path: own, message: 'must have at least one key' }] : []),
    ...(twice < 0 ? [] : [{ path: [...own, twice], message: 'is there twice; keep one of the two' }]),
  ]
}

function headerIssues(path: ConfigPath, headers: unknown): readonly ConfigIssue[] {
  return Object.keys(isMap(headers) ? headers : {})
    .filter((name) => !isHeaderName(name))
    .map((name) => ({
      path: [...path, name],
      message: 'cannot be the name of a header; use letters, digits and hyphens',
      isKey: true,
    }))
}

/** A message about an address names its host, which a reference may have given. */
function addressIssues(path: ConfigPath, given: unknown, isInsecure: boolean): readonly ConfigIssue[] {
  try {
    checkAddress('', textOf(given), isInsecure)
    return []
  } catch (error) {
    const message = (error as Error).message.trim()
    return [{ path, message: given instanceof Reference ? withoutHost(message, given) : message }]
  }
}

function withoutHost(message: string, given: Reference): string {
  return message
    .replace(/metadata address, \S+,/, `metadata address, ${given.shown},`)
    .replace(/unencrypted to \S+;/, `unencrypted to ${given.shown};`)
}
