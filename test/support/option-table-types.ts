import { basename } from 'node:path'
import { globSync } from 'node:fs'
import ts from 'typescript'
import { readText, root } from './workspace.ts'

/** One exported type of an API page. */
type PageType = {
  /** `retry: RetryOptions`, `llm-balancer/bare: BaseProviderConfig`. */
  readonly key: string
  readonly name: string
  /** The page it stands on: `retry`. */
  readonly page: string
  /** The entry point: `circuit-breaker/opossum`. */
  readonly entry: string
  /** The package that a re-export leads to. */
  readonly from: string | undefined
  readonly text: string
  readonly node: ts.InterfaceDeclaration | ts.TypeAliasDeclaration | undefined
}

/** The properties of a type, as its API page has them. */
export type OptionNames = {
  readonly names: readonly string[]
  /** Those that a number may be given for. */
  readonly numbers: readonly string[]
}

/** A function that makes something of settings. */
type Factory = {
  readonly name: string
  /** The key of the settings' type. */
  readonly settings: string
}

/** The types of all API pages, by key. Names of types are read as `<package>[/<entry point>]: <type>`. */
export interface OptionTypes {
  /** Exported objects whose names say that they are options. */
  readonly optionObjects: readonly string[]
  /** @throws Error when no page has the type */
  namesOf(key: string): OptionNames
  /** Functions of an entry point that take exported settings and nothing else. */
  factoriesOf(entry: string): readonly Factory[]
  /** Exported objects of plain data that are values of the options of this one. */
  insideOf(key: string): readonly string[]
}

const optionName = /(?:Options|Settings|Config|Changes|Update|Entry)$/
const blocks = /^## (?<entry>\S+)$|^### (?<name>\S+)\n\n```ts\n(?<text>[^]*?)\n```$/gm

/** `@llm-balancer/core/time` → `core/time`. */
const shortName = (entry: string): string => entry.replace('@llm-balancer/', '')

const readPage = (path: string): PageType[] => {
  const page = basename(path, '.api.md')
  let entry = page
  return [...readText(path).matchAll(blocks)].flatMap(({ groups = {} }) => {
    const { name, text = '' } = groups
    entry = groups['entry'] ?? entry
    if (name === undefined) return []
    const from = /^export \{ .* \} from '(.*)'$/.exec(text)?.[1]
    const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true)
    const node = file.statements.find(
      (statement) => ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement),
    )
    const place = { key: `${shortName(entry)}: ${name}`, name, page, entry: shortName(entry) }
    return [{ ...place, from: from && shortName(from), text, node }]
  })
}

type Place = Pick<PageType, 'entry' | 'page'>

type Property = { readonly name: string; readonly type: ts.TypeNode | undefined }

/** Reads the types of the pages. Utility types that rename or filter (`Omit`, `Pick`, `Partial` …) are understood by name. */
class Pages implements OptionTypes {
  readonly #types: readonly PageType[]

  constructor(types: readonly PageType[]) {
    this.#types = types
  }

  get optionObjects(): readonly string[] {
    const exported = this.#types.filter(
      ({ name, from, node }) => optionName.test(name) && from === undefined && node !== undefined,
    )
    const objects = exported.filter(({ key }) => this.namesOf(key).names.length > 0)
    return [...new Set(objects.map((type) => this.#keyOf(type)))]
  }

  namesOf(key: string): OptionNames {
    const place = this.#get(key)
    const { node } = place
    const properties = node === undefined ? [] : this.#properties(node, place)
    const namesOf = (some: readonly Property[]): string[] => [...new Set(some.map(({ name }) => name))].sort()
    return {
      names: namesOf(properties),
      numbers: namesOf(properties.filter(({ type }) => this.#isNumber(type, place))),
    }
  }

  insideOf(key: string): readonly string[] {
    const place = this.#get(key)
    const { node } = place
    const values = node === undefined ? [] : this.#properties(node, place).map(({ type }) => type)
    const inside = values.flatMap((type) => this.#namedIn(type, place)).filter((type) => this.#isData(type))
    return [...new Set(inside.map((type) => this.#keyOf(type)))]
  }

  factoriesOf(entry: string): readonly Factory[] {
    return this.#types.flatMap((type) => {
      const parameter = /^function \w+\(\w+: (?<settings>\w+Settings)\): \w+;$/.exec(type.text)?.groups
      const settings = parameter && this.#find(parameter['settings'] ?? '', type)
      return type.entry === entry && settings ? [{ name: type.name, settings: this.#keyOf(settings) }] : []
    })
  }

  /** The key by which a type that several entry points of a package export is known. */
  #keyOf({ key, page, text }: PageType): string {
    return this.#types.find((type) => type.page === page && type.text === text)?.key ?? key
  }

  #get(key: string): PageType {
    const found = this.#types.find((type) => type.key === key)
    if (found === undefined) throw new Error(`no API page has ${key}`)
    return found
  }

  /** The type that `name` means at an entry point; undefined for types of other libraries and those that are not exported. */
  #find(name: string, { entry, page }: Place): PageType | undefined {
    const named = this.#types.filter((type) => type.name === name)
    const here = named.find((type) => type.entry === entry) ?? named.find((type) => type.page === page)
    if (here !== undefined && here.from === undefined) return here
    const declared = named.filter(({ from }) => from === undefined)
    return declared.find((type) => type.page === here?.from) ?? declared[0]
  }

  #properties(node: ts.Node, place: Place): Property[] {
    if (ts.isInterfaceDeclaration(node)) {
      const inherited = (node.heritageClauses ?? []).flatMap(({ types }) => [...types])
      return [...this.#membersOf(node.members), ...inherited.flatMap((type) => this.#properties(type, place))]
    }
    if (ts.isTypeAliasDeclaration(node)) return this.#properties(node.type, place)
    if (ts.isTypeLiteralNode(node)) return this.#membersOf(node.members)
    if (ts.isParenthesizedTypeNode(node)) return this.#properties(node.type, place)
    if (ts.isUnionTypeNode(node) || ts.isIntersectionTypeNode(node))
      return node.types.flatMap((type) => this.#properties(type, place))
    if (ts.isTypeReferenceNode(node)) return this.#referred(node.typeName.getText(), node, place)
    if (ts.isExpressionWithTypeArguments(node)) return this.#referred(node.expression.getText(), node, place)
    return []
  }

  #membersOf(members: ts.NodeArray<ts.TypeElement>): Property[] {
    return members.filter(ts.isPropertySignature).map(({ name, type }) => ({ name: name.getText(), type }))
  }

  #referred(name: string, node: ts.NodeWithTypeArguments, place: Place): Property[] {
    const [of, keys] = node.typeArguments ?? []
    const inner = of === undefined ? [] : this.#properties(of, place)
    if (['Partial', 'Required', 'Readonly', 'Given'].includes(name)) return inner
    if (name === 'Omit' || name === 'Pick') {
      const listed = keys === undefined ? [] : this.#wordsOf(keys, place)
      return inner.filter((property) => listed.includes(property.name) === (name === 'Pick'))
    }
    const found = this.#find(name, place)
    return found?.node === undefined ? [] : this.#properties(found.node, found)
  }

  #wordsOf(node: ts.TypeNode, place: Place): string[] {
    if (ts.isUnionTypeNode(node)) return node.types.flatMap((type) => this.#wordsOf(type, place))
    if (ts.isTypeOperatorNode(node)) return this.#properties(node.type, place).map(({ name }) => name)
    return ts.isLiteralTypeNode(node) && ts.isStringLiteral(node.literal) ? [node.literal.text] : []
  }

  #isNumber(node: ts.TypeNode | undefined, place: Place): boolean {
    if (node === undefined) return false
    if (ts.isUnionTypeNode(node)) return node.types.some((type) => this.#isNumber(type, place))
    if (!ts.isTypeReferenceNode(node)) return node.kind === ts.SyntaxKind.NumberKeyword
    const found = this.#find(node.typeName.getText(), place)?.node
    return found !== undefined && ts.isTypeAliasDeclaration(found) && this.#isNumber(found.type, place)
  }

  /** The exported types by which a value may be given, also in lists. */
  #namedIn(node: ts.TypeNode | undefined, place: Place): PageType[] {
    if (node === undefined) return []
    if (ts.isUnionTypeNode(node)) return node.types.flatMap((type) => this.#namedIn(type, place))
    if (ts.isTypeOperatorNode(node) || ts.isParenthesizedTypeNode(node))
      return this.#namedIn(node.type, place)
    if (ts.isArrayTypeNode(node)) return this.#namedIn(node.elementType, place)
    if (!ts.isTypeReferenceNode(node)) return []
    const found = this.#find(node.typeName.getText(), place)
    if (found?.node === undefined) return []
    if (ts.isInterfaceDeclaration(found.node)) return [found]
    const deeper = this.#namedIn(found.node.type, found)
    return deeper.length > 0 ? deeper : [found]
  }

  /** True for an object without methods. */
  #isData(place: PageType): boolean {
    const { node } = place
    if (node === undefined || this.#properties(node, place).length === 0) return false
    return !ts.isInterfaceDeclaration(node) || !node.members.some(ts.isMethodSignature)
  }
}

/** Reads all API pages. */
export const readOptionTypes = (): OptionTypes =>
  new Pages(globSync('test/public-api/*.api.md', { cwd: root }).sort().flatMap(readPage))
