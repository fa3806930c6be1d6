import { describeWord } from '@llm-balancer/core/options'
import type { ConfigIssue, ConfigNode, ConfigPath } from '../text/config-node.ts'
import { Reference } from './reference.ts'

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/** A tree whose references to the environment are resolved, and what is wrong with them. */
export type ResolvedTree = { readonly root: ConfigNode; readonly issues: readonly ConfigIssue[] }

/** `$${` stands for `${`; `${NAME}` and `${NAME:-default}` are references; any other `${` is a mistake. */
const references = /\$\$\{|\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}|\$\{/g

/** Replaces `${NAME}` and `${NAME:-default}` in texts. A variable that is empty counts as not set. Keys are left as they are. */
export function resolveEnvironment(root: ConfigNode, environment: Environment): ResolvedTree {
  const issues: ConfigIssue[] = []
  const resolve = (node: ConfigNode, path: ConfigPath): ConfigNode => {
    switch (node.kind) {
      case 'map':
        return {
          ...node,
          entries: node.entries.map((entry) => ({
            ...entry,
            value: resolve(entry.value, [...path, entry.name]),
          })),
        }
      case 'list':
        return { ...node, items: node.items.map((item, place) => resolve(item, [...path, place])) }
      case 'scalar':
        if (typeof node.value !== 'string' || !node.value.includes('${')) return node
        return {
          ...node,
          value: resolveText(node.value, environment, (message) => issues.push({ path, message })),
        }
    }
  }
  return { root: resolve(root, []), issues }
}

function resolveText(
  text: string,
  environment: Environment,
  report: (message: string) => void,
): string | Reference {
  const names: string[] = []
  const resolved = text.replaceAll(references, (match, name?: string, fallback?: string) => {
    if (match === '$${') return '${'
    if (name === undefined) {
      report('has a "${" that is not ${NAME} or ${NAME:-default}; write $${ where the characters are meant')
      return ''
    }
    if (fallback?.includes('${') === true) {
      report('has a "${" inside of a default, which is not looked up; write a default without one')
      return ''
    }
    names.push(name)
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined
    if (value !== undefined && value !== '') return value
    if (fallback === undefined)
      report(
        `needs the environment variable ${shown(name)}, which is not set; set it, or write \${NAME:-default}`,
      )
    return fallback ?? ''
  })
  if (names.length === 0) return resolved
  const isWhole = /^\$\{[^}]*\}$/.test(text)
  const list = names.map((name) => shown(name)).join(' and ')
  return new Reference(resolved, isWhole ? `the value of ${list}` : `a text with ${list}`)
}

/** Names of variables are written in capitals; anything else may be a secret in the wrong place. */
function shown(name: string): string {
  return /^[A-Z][A-Z\d]*(_[A-Z\d]+)+$/.test(name) ? name : describeWord(name)
}
