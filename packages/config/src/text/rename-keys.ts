import type { ConfigIssue, ConfigNode, ConfigPath, MapEntry } from './config-node.ts'

/** Below these keys are names of the user's own, which stay as they are. */
const ownNames: readonly string[] = ['headers', 'models', 'providerOptions', 'routing']

/** What a tree is with the names of options, and which keys mean the same. */
export type RenamedTree = { readonly root: ConfigNode; readonly issues: readonly ConfigIssue[] }

/** Lets keys in snake case mean options in camel case: `api_key` and `base_url` mean `apiKey` and `baseURL`. */
export function renameKeys(root: ConfigNode, optionNames: readonly string[]): RenamedTree {
  const byPlainName = new Map(optionNames.map((name) => [name.toLowerCase(), name]))
  const issues: ConfigIssue[] = []
  const rename = (node: ConfigNode, path: ConfigPath): ConfigNode => {
    if (node.kind === 'list')
      return { ...node, items: node.items.map((item, place) => rename(item, [...path, place])) }
    if (node.kind === 'scalar') return node
    const byName = new Map<string, MapEntry>()
    for (const entry of node.entries) {
      const name = meantBy(entry.key, byPlainName)
      const isOwn = ownNames.includes(name)
      const value = isOwn ? entry.value : rename(entry.value, [...path, name])
      const first = byName.get(name)
      if (first === undefined) byName.set(name, { ...entry, name, value })
      else
        issues.push({
          path: [...path, name],
          message: `stands for the same as "${first.key}"; keep one of the two`,
          entry,
        })
    }
    return { ...node, entries: [...byName.values()] }
  }
  return { root: rename(root, []), issues }
}

function meantBy(key: string, byPlainName: ReadonlyMap<string, string>): string {
  if (!/^[a-z\d]+(_[a-z\d]+)+$/.test(key)) return key
  return byPlainName.get(key.replaceAll('_', '')) ?? key
}
