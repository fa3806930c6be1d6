import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'
import type { Alias, Node, Pair, Scalar } from 'yaml'
import type { ConfigurationMistake } from '../errors/configuration-error.ts'
import type { ConfigNode, MapEntry, Position } from './config-node.ts'
import { pathBelow } from './path-below.ts'
import { yamlSentence } from './yaml-sentences.ts'

/** So deep may values be inside each other: no option needs a tenth of it. */
const deepest = 64
/** So many values a text may have, those counted again that stand elsewhere by an alias. */
const mostNodes = 100_000
/** So many mistakes are told at most. */
const mostMistakes = 100
/** What the parser takes time for: lines, entries, brackets, quotes, anchors. */
const parts = /\n|: |- |[[\]{},"'&*!]/g
/** So many of them a text may have: they take the parser a second at most, and serve some thousand providers. */
const mostParts = 50_000

const mergeKey = '<<'

/** A text that has been read: its tree, or what is wrong with it. */
export type ReadDocument = {
  /** Undefined when nothing of the text could be read. */
  readonly root: ConfigNode | undefined
  readonly mistakes: readonly ConfigurationMistake[]
}

/** Reads YAML 1.2, of which JSON is a part. Never throws; messages hold nothing of the text. */
export function readDocument(text: string): ReadDocument {
  const lines = new LineCounter()
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }
  if (countParts(text) > mostParts)
    return { root: undefined, mistakes: [{ path: '', line: 1, column: 1, message: tooLarge }] }
  try {
    const document = parseDocument(text, {
      ...{ lineCounter: lines, prettyErrors: false, logLevel: 'error', version: '1.2', schema: 'core' },
      // Comparing every key with every other one takes too long for a large text; the tree is checked below.
      uniqueKeys: false,
    })
    const mistakes = [...document.errors, ...document.warnings].map(({ code, pos: [offset] }) => ({
      path: '',
      ...at(offset),
      message: yamlSentence(code),
    }))
    // One fault makes others after it.
    if (mistakes.length > 0) return { root: undefined, mistakes: firstOfEachKind(mistakes) }
    const reader = new TreeReader(at)
    const root = document.contents === null ? undefined : reader.read(document.contents)
    if (root !== undefined) return { root, mistakes: reader.mistakes.slice(0, mostMistakes) }
    return {
      root,
      mistakes: [{ path: '', line: 1, column: 1, message: 'is empty; it must name "providers"' }],
    }
  } catch (error) {
    if (error instanceof TreeTooLarge) return { root: undefined, mistakes: [error.mistake] }
    // The parser calls itself for each level.
    const message = error instanceof RangeError ? tooDeep : 'is not readable as YAML or JSON'
    return { root: undefined, mistakes: [{ path: '', line: 1, column: 1, message }] }
  }
}

function countParts(text: string): number {
  let count = 0
  for (const _ of text.matchAll(parts)) if ((count += 1) > mostParts) break
  return count
}

function firstOfEachKind(mistakes: readonly ConfigurationMistake[]): readonly ConfigurationMistake[] {
  const byMessage = new Map<string, ConfigurationMistake>()
  for (const mistake of mistakes) if (!byMessage.has(mistake.message)) byMessage.set(mistake.message, mistake)
  return [...byMessage.values()]
}

const tooLarge = `has more than ${String(mostParts)} lines, entries, brackets and quotes; divide it into several configurations`
const tooDeep = `has values inside each other more than ${String(deepest)} levels deep; make it flatter`

/** Ends the reading of a text that is not worth reading further. */
class TreeTooLarge extends Error {
  readonly mistake: ConfigurationMistake

  constructor(at: Position, message: string) {
    super(message)
    this.mistake = { path: '', ...at, message }
  }
}

/** Where the reader is: the path as it is told, how deep that is, and the place in the text. */
type Spot = { readonly path: string; readonly depth: number; readonly at: Position }

/** Turns the parser's nodes into ours. */
class TreeReader {
  readonly mistakes: ConfigurationMistake[] = []
  readonly #at: (offset: number) => Position
  /** The latest node of each anchor: looking one up in the document takes the longer, the larger it is. */
  readonly #anchors = new Map<string, unknown>()
  #nodes = 0

  constructor(at: (offset: number) => Position) {
    this.#at = at
  }

  read(node: unknown, spot: Spot = { path: '', depth: 0, at: this.#placeOf(node) }): ConfigNode {
    const { path, depth, at } = spot
    this.#nodes += 1
    if (this.#nodes > mostNodes)
      throw new TreeTooLarge(at, `has more than ${String(mostNodes)} values; use fewer aliases (*name)`)
    if (depth > deepest) throw new TreeTooLarge(at, tooDeep)
    // An alias counts as one level, so that one inside its own anchor comes to an end.
    if (isAlias(node)) return this.read(this.#anchored(node, spot), { path, depth: depth + 1, at })
    const anchor = (node as Partial<Scalar> | null)?.anchor
    if (anchor !== undefined) this.#anchors.set(anchor, node)
    if (isMap(node)) return { kind: 'map', at, entries: this.#entriesOf(node.items, spot) }
    if (isSeq(node)) {
      return {
        kind: 'list',
        at,
        items: node.items.map((item, place) =>
          this.read(item, {
            path: `${path}[${String(place)}]`,
            depth: depth + 1,
            at: this.#placeOf(item, at),
          }),
        ),
      }
    }
    return { kind: 'scalar', at, value: scalarOf(node) }
  }

  #entriesOf(pairs: readonly Pair[], { path, depth }: Spot): readonly MapEntry[] {
    const byKey = new Map<string, MapEntry>()
    for (const { key, value } of pairs) {
      const at = this.#placeOf(key)
      const word = isScalar(key) ? scalarOf(key) : null
      const isName = word !== null && word !== mergeKey
      const own = isName ? pathBelow(path, String(word)) : path
      const fault = isName ? faultOf(String(word), byKey) : noName(word)
      if (fault !== undefined) {
        this.#refuse({ path: own, at }, fault)
        continue
      }
      const name = String(word)
      const spot = { path: own, depth: depth + 1, at: this.#placeOf(value, at) }
      byKey.set(name, { key: name, name, at, value: this.read(value, spot) })
    }
    return [...byKey.values()]
  }

  #anchored({ source }: Alias, spot: Spot): unknown {
    if (this.#anchors.has(source)) return this.#anchors.get(source)
    this.#refuse(spot, 'is an alias without an anchor (&name) before it; quote the text if it is none')
    return null
  }

  #refuse({ path, at }: Omit<Spot, 'depth'>, message: string): void {
    this.mistakes.push({ path, ...at, message })
  }

  #placeOf(node: unknown, otherwise: Position = { line: 1, column: 1 }): Position {
    const range = (node as Partial<Node> | null)?.range
    return range === null || range === undefined ? otherwise : this.#at(range[0])
  }
}

function noName(word: string | number | boolean | null): string {
  return word === mergeKey
    ? 'has a merge key (<<), which is not supported; use "providerDefaults", or an alias (*name)'
    : 'has a key that is no word and no number; give it a name'
}

function faultOf(name: string, before: ReadonlyMap<string, unknown>): string | undefined {
  if (before.has(name)) return 'stands here for the second time; keep one of the two'
  return name === '__proto__' ? 'is a name that no option has; remove it' : undefined
}

function scalarOf(node: unknown): string | number | boolean | null {
  const value = isScalar(node) ? node.value : null
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return value
    default:
      return null
  }
}
