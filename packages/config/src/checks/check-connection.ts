import { checkAddress } from '@llm-balancer/core/options'
import { Reference } from '../references/reference.ts'
import type { ConfigIssue } from '../text/config-node.ts'
import { textOf, type Entry, type Values } from './levels.ts'

/** Keys are given in one way, and addresses are safe to send them to. */
export function checkConnection({ path, values }: Entry, defaults: Values): readonly ConfigIssue[] {
  const issues: ConfigIssue[] = []
  if (values['apiKey'] !== undefined && values['apiKeys'] !== undefined)
    issues.push({
      path: [...path, 'apiKeys'],
      message: 'stands for the same as "apiKey"; give one of them',
      isKey: true,
    })
  const keys = Array.isArray(values['apiKeys']) ? values['apiKeys'].map(textOf) : undefined
  if (keys?.length === 0) issues.push({ path: [...path, 'apiKeys'], message: 'must have at least one key' })
  const twice = keys?.findIndex((key, place) => key !== undefined && keys.indexOf(key) !== place) ?? -1
  if (twice >= 0)
    issues.push({ path: [...path, 'apiKeys', twice], message: 'is there twice; keep one of the two' })

  const baseURL = values['baseURL'] ?? defaults['baseURL']
  const isInsecure = (values['allowInsecureHttp'] ?? defaults['allowInsecureHttp']) === true
  const url = textOf(baseURL)
  if (values['baseURL'] !== undefined && url !== undefined)
    issues.push(...addressIssues([...path, 'baseURL'], values['baseURL'], isInsecure))
  if (values['allowInsecureHttp'] === true && url?.startsWith('http:') !== true)
    issues.push({
      path: [...path, 'allowInsecureHttp'],
      message: 'has no effect, the "baseURL" does not begin with http:; remove it',
      isKey: true,
    })
  return issues
}

/** A message about an address names its host, which a reference may have given. */
function addressIssues(
  path: ConfigIssue['path'],
  given: unknown,
  isInsecure: boolean,
): readonly ConfigIssue[] {
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
