import { isAbsolute, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readProperty } from '@llm-balancer/core/options'
import { FileTooLargeError, type FileSystem } from '../source/file-system.ts'
import type { ConfigIssue, ConfigNode, ConfigPath, MapEntry, ScalarNode } from '../text/config-node.ts'
import { Reference } from './reference.ts'
import type { ResolvedTree } from './resolve-environment.ts'

/** Where secrets may be read from. */
export type SecretFolders = {
  readonly files: FileSystem
  /** Relative paths begin here; undefined for a configuration that is no file. */
  readonly base: string | undefined
  /** Folders in which, and below which, files may be read. */
  readonly allowed: readonly string[]
  /** Hears of each file before it is read. */
  readonly beforeRead?: ((file: string) => Promise<void>) | undefined
}

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
      const file = pathOf(text, folders.base)
      await folders.beforeRead?.(file)
      replaced.set(node, new Reference(await readSecret(file, folders), 'the text of a file'))
    } catch (error) {
      issues.push({ path, message: sentenceOf(error) })
      replaced.set(node, new Reference('', 'the text of a file'))
    }
  }
  return { root: replaced.size === 0 ? root : withReplaced(root, replaced), issues }
}

/** A mistake that is told as it is. */
class SecretFileError extends Error {}

async function readSecret(file: string, { files, allowed }: SecretFolders): Promise<string> {
  const real = await files.realPath(file)
  const folders = await Promise.all(allowed.map((folder) => files.realPath(folder).catch(() => undefined)))
  if (!folders.some((folder) => folder !== undefined && isBelow(real, folder)))
    throw new SecretFileError(
      'refers to a file outside of the folders that secrets are read from; move it beside the configuration, or allow its folder with "secretFolders"',
    )
  const text = new TextDecoder('utf-8', { fatal: true }).decode(await files.readFile(real, mostBytes))
  const secret = text.replace(/\r?\n$/, '')
  if (secret.trim() === '') throw new SecretFileError('refers to an empty file; write the secret into it')
  return secret
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}

function pathOf(text: string, base: string | undefined): string {
  const path = text.startsWith(`${prefix}//`) ? fileURLToPath(text) : text.slice(prefix.length)
  if (path.trim() === '' || path.includes('\0')) throw new SecretFileError('needs a path after "file:"')
  if (isAbsolute(path)) return path
  if (base !== undefined) return resolve(base, path)
  throw new SecretFileError(
    'needs an absolute path after "file:", because the configuration is no file itself',
  )
}

function sentenceOf(error: unknown): string {
  if (error instanceof SecretFileError) return error.message
  if (error instanceof FileTooLargeError)
    return `refers to a file of more than ${String(mostBytes)} bytes, which is no secret`
  const code = readProperty(error, 'code')
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return 'refers to a file that does not exist; create it, or correct the path'
  if (code === 'EACCES' || code === 'EPERM')
    return 'refers to a file that this process may not read; change its permissions'
  return 'refers to a file that cannot be read as text; give the path of a text file'
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
