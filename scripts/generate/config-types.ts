import { toJsonSchema } from '../../packages/config/src/schema/to-json-schema.ts'

/** A part of the schema, as far as the types need it. */
type Part = {
  readonly $ref?: string
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Part[]
  readonly items?: Part
  readonly properties?: Readonly<Record<string, Part>>
  readonly required?: readonly string[]
  readonly additionalProperties?: Part | false
  readonly description?: string
  readonly $defs?: Readonly<Record<string, Part>>
}

/** What a file alone has; it is gone when the configuration has been read. */
const onlyInFiles: readonly string[] = ['$schema', 'providerDefaults']
/** Providers may have it from the defaults, and so the schema does not ask for it. */
const always: readonly string[] = ['model']

/** The types of a configuration that has been read, from its schema. */
export function configTypes(): string {
  const root = toJsonSchema('read') as Part
  const { properties = {}, $defs = {} } = root
  const printer = new TypePrinter($defs)
  const kept = Object.fromEntries(Object.entries(properties).filter(([name]) => !onlyInFiles.includes(name)))
  const parts = Object.entries($defs)
    .filter(([name]) => !name.startsWith('__') && name !== 'ConfigProviderDefaults')
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, part]) => `/** ${part.description ?? ''} */\nexport ${printer.declare(name, part)}\n`)
  return `/* eslint-disable max-lines -- written from the schema */
// Written by \`pnpm generate\` from the schema.

/** A value of a vendor's own. */
export type ConfigJson =
  string | number | boolean | null | readonly ConfigJson[] | { readonly [name: string]: ConfigJson }

/** A configuration that has been read: options of \`createLLMBalancer\`. */
export ${printer.declare('LLMConfig', { ...root, properties: kept })}

${parts.join('\n')}`
}

class TypePrinter {
  readonly #defs: Readonly<Record<string, Part>>

  constructor(defs: Readonly<Record<string, Part>>) {
    this.#defs = defs
  }

  declare(name: string, part: Part): string {
    if (part.properties === undefined) return `type ${name} = ${this.#print(part)}`
    return `interface ${name} ${this.#object(part)}`
  }

  #print(given: Part): string {
    const part = this.#inline(given)
    if (part.$ref !== undefined) return nameIn(part.$ref)
    if (part.anyOf !== undefined) return [...new Set(part.anyOf.map((each) => this.#print(each)))].join(' | ')
    if (part.enum !== undefined) return part.enum.map((each) => JSON.stringify(each)).join(' | ')
    if (part.const !== undefined) return JSON.stringify(part.const)
    if (part.items !== undefined) return `readonly (${this.#print(part.items)})[]`
    if (part.properties !== undefined) return this.#object(part)
    if (typeof part.additionalProperties === 'object')
      return `Readonly<Record<string, ${this.#print(part.additionalProperties)}>>`
    return part.type === 'object' ? 'Readonly<Record<string, ConfigJson>>' : (part.type ?? 'unknown')
  }

  #object({ properties = {}, required = [] }: Part): string {
    const lines = Object.entries(properties).map(([name, part]) => {
      const comment = part.description === undefined ? '' : `/** ${part.description} */\n`
      const isSure = required.includes(name) || always.includes(name)
      return `${comment}readonly ${name}${isSure ? '' : '?'}: ${this.#print(part)}`
    })
    return `{\n${lines.join('\n')}\n}`
  }

  /** Parts without a name of their own stand where they are used. */
  #inline(part: Part): Part {
    const name = part.$ref === undefined ? '' : nameIn(part.$ref)
    return name.startsWith('__') ? this.#inline(this.#defs[name] ?? {}) : part
  }
}

function nameIn(reference: string): string {
  return reference.replace('#/$defs/', '')
}
