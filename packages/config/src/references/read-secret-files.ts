import type { ConfigIssue, ConfigNode, ConfigPath, MapEntry, ScalarNode } from '../text/config-node.ts'
import { readAllowed, ReferredFileError, type SecretFolders } from './read-allowed.ts'
import { Reference } from './reference.ts'
import type { ResolvedTree } from './resolve-environment.ts'

const prefix = 'file:'
const mostBytes = 64 * 1024

/**
 * Replaces `file:path` in keys and headers of providers by what the file holds, without the line end. Only files below the
 * allowed folders are read, wherever links lead. Messages show no path: it may be a secret in the wrong place.
 */
export async function readSecretFiles(root: ConfigNode, folders: SecretFolders): Promise<ResolvedTree> {
  const issues: ConfigIssue[] = []
  const replaced = new Map<ScalarNode, Reference>()
  for (const { node, path } of secretsIn(root)) {
    const text = textOf(node)
    if (text?.startsWith(prefix) !== true) continue
    try {
      replaced.set(node, new Reference(await readSecret(text, folders), 'the text of a file'))
    } catch (error) {
      issues.push({ path, message: (error as ReferredFileError).message })
      replaced.set(node, new Reference('', 'the text of a file'))
    }
  }
  return { root: replaced.size === 0 ? root : withReplaced(root, replaced), issues }
}

async function readSecret(file: string, folders: SecretFolders): Promise<string> {
  const secret = (await readAllowed(file, folders, mostBytes)).replace(/\r?\n$/, '')
  if (secret.trim() === '') throw new ReferredFileError('refers to an empty file; write the secret into it')
  return secret
}

type Secret = { readonly node: ScalarNode; readonly path: ConfigPath }

/** The places of keys and header values, in all providers, their defaults and their groups. */
function secretsIn(root: ConfigNode): readonly Secret[] {
  const defaults = entryOf(root, 'providerDefaults')
  return [
    ...(defaults === undefined ? [] : secretsOf(defaults.value, ['providerDefaults'])),
    ...inProviders(root, []),
  ]
}

function inProviders(node: ConfigNode, path: ConfigPath): readonly Secret[] {
  const providers = entryOf(node, 'providers')?.value
  if (providers?.kind !== 'list') return []
  return providers.items.flatMap((item, place) => {
    const own = [...path, 'providers', place]
    return [...secretsOf(item, own), ...inProviders(item, own)]
  })
}

function secretsOf(provider: ConfigNode, path: ConfigPath): readonly Secret[] {
  return ['apiKey', 'apiKeys', 'headers'].flatMap((name) => {
    const value = entryOf(provider, name)?.value
    return value === undefined ? [] : scalarsIn(value, [...path, name])
  })
}

function scalarsIn(node: ConfigNode, path: ConfigPath): readonly Secret[] {
  switch (node.kind) {
    case 'map':
      return node.entries.flatMap(({ name, value }) => scalarsIn(value, [...path, name]))
    case 'list':
      return node.items.flatMap((item, place) => scalarsIn(item, [...path, place]))
    case 'scalar':
      return [{ node, path }]
  }
}

function entryOf(node: ConfigNode, name: string): MapEntry | undefined {
  return node.kind === 'map' ? node.entries.find((entry) => entry.name === name) : undefined
}

function textOf({ value }: ScalarNode): string | undefined {
  if (value instanceof Reference) return value.text
  return typeof value === 'string' ? value : undefined
}

function withReplaced(node: ConfigNode, replaced: ReadonlyMap<ScalarNode, Reference>): ConfigNode {
  switch (node.kind) {
    case 'map':
      return {
        ...node,
        entries: node.entries.map((entry) => ({ ...entry, value: withReplaced(entry.value, replaced) })),
      }
    case 'list':
      return { ...node, items: node.items.map((item) => withReplaced(item, replaced)) }
    case 'scalar':
      return replaced.has(node) ? { ...node, value: replaced.get(node) ?? null } : node
  }
}
