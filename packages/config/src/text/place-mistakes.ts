import { levelsOf } from '../checks/levels.ts'
import type { Values } from '../checks/texts.ts'
import type { ConfigurationMistake } from '../errors/configuration-error.ts'
import type { ConfigIssue, ConfigNode, ConfigPath, MapEntry, Position } from './config-node.ts'
import { pathBelow } from './path-below.ts'

/** Where something stands, and the path to it as it is told. */
type Place = { readonly position: Position; readonly words: string }

/** Finds the place of each issue in the text. */
export function placeMistakes(
  root: ConfigNode,
  issues: readonly ConfigIssue[],
): readonly ConfigurationMistake[] {
  return issues.map(({ path, message, isKey = false, entry }) => {
    const { position, words } =
      entry === undefined ? findPlace(root, path, isKey) : placeOfKey(root, path, entry)
    return { path: words, ...position, message }
  })
}

/** The place of the provider that a message of the balancer begins with, or of the whole text. */
export function placeOfProvider(root: ConfigNode, value: unknown, message: string): ConfigurationMistake {
  const name = /^provider "([^"]+)"/.exec(message)?.[1]
  const entries = levelsOf((value ?? {}) as Values).flatMap((level) => level.entries)
  const path = entries.find((entry) => name !== undefined && entry.name === name)?.path ?? []
  const { position, words } = findPlace(root, path, false)
  return { path: words, ...position, message }
}

/** The place of a path, or of the innermost part of it that there is. */
function findPlace(root: ConfigNode, path: ConfigPath, isKey: boolean): Place {
  let node: ConfigNode | undefined = root
  let position = root.at
  let words = ''
  for (const [depth, part] of path.entries()) {
    if (typeof part === 'number') {
      words += `[${String(part)}]`
      node = node?.kind === 'list' ? node.items[part] : undefined
      position = node?.at ?? position
      continue
    }
    const entry: MapEntry | undefined = entryOf(node, part)
    words = pathBelow(words, entry?.key ?? part)
    node = entry?.value
    if (entry !== undefined) position = isKey && depth === path.length - 1 ? entry.at : entry.value.at
  }
  return { position, words }
}

/** The place of a key that stands beside the one that a path leads to. */
function placeOfKey(root: ConfigNode, path: ConfigPath, { key, at }: Pick<MapEntry, 'key' | 'at'>): Place {
  const { words } = findPlace(root, path.slice(0, -1), false)
  return { position: at, words: pathBelow(words, key) }
}

function entryOf(node: ConfigNode | undefined, name: string): MapEntry | undefined {
  return node?.kind === 'map' ? node.entries.find((entry) => entry.name === name) : undefined
}
