import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Vendor } from '../../packages/providers/provider/src/index.ts'

/** One vendor's folder: what it declares, and where its package is. */
export type VendorFolder = {
  readonly vendor: Vendor
  /** `packages/providers/groq`. */
  readonly folder: string
  /** `@llm-balancer/groq`. */
  readonly packageName: string
  /** The name of its chat factory, an export of its package: `groq`. */
  readonly chatName: string
  /** The name of the type of its settings, an export of its package: `GroqSettings`. */
  readonly settingsName: string
  /** True when it is a dialect: a table over `@llm-balancer/openai-compatible`. */
  readonly isDialect: boolean
}

const parent = 'packages/providers'

/**
 * Every folder below `packages/providers` that declares a vendor in `src/vendor.ts`, by the vendor's type.
 *
 * @throws Error naming the folder whose declaration is wrong, or two vendors that share a word or a variable
 */
export async function readVendorFolders(root: string): Promise<VendorFolder[]> {
  const names = readdirSync(join(root, parent)).filter((name) =>
    existsSync(join(root, parent, name, 'src/vendor.ts')),
  )
  const folders = await Promise.all(names.map((name) => readVendorFolder(root, `${parent}/${name}`)))
  checkUnique(folders, 'type or alias', ({ vendor }) => wordsOf(vendor))
  checkUnique(folders, 'name in the AI SDK', ({ vendor }) => aiSdkNamesOf(vendor))
  checkUnique(folders, 'host of clients', ({ vendor }) => vendor.clientHosts ?? [])
  checkUnique(folders, 'environment variable', ({ vendor }) =>
    Object.values(vendor.environment?.variables ?? {}).flat(),
  )
  return folders.toSorted((one, other) => (one.vendor.type < other.vendor.type ? -1 : 1))
}

/** Every word that means a vendor in a provider entry. */
export function wordsOf({ type, aliases = [] }: Vendor): readonly string[] {
  return [type, ...aliases]
}

/** The names under which the AI SDK's providers report a vendor. */
export function aiSdkNamesOf({ type, aiSdkNames = [type] }: Vendor): readonly string[] {
  return aiSdkNames
}

async function readVendorFolder(root: string, folder: string): Promise<VendorFolder> {
  const load = (file: string): Promise<Readonly<Record<string, unknown>>> =>
    import(pathToFileURL(join(root, folder, 'src', file)).href) as Promise<Record<string, unknown>>
  const { vendor } = (await load('vendor.ts')) as { readonly vendor?: Vendor }
  const { name: packageName, dependencies = {} } = JSON.parse(
    readFileSync(join(root, folder, 'package.json'), 'utf8'),
  ) as { readonly name: string; readonly dependencies?: Readonly<Record<string, string>> }
  if (vendor === undefined) throw new Error(`${folder}/src/vendor.ts exports no "vendor"`)
  const word = wordsOf(vendor).find((each) => !/^[a-z][a-z\d]*(-[a-z\d]+)*$/.test(each))
  if (word !== undefined) throw new Error(`${folder}: "${word}" is not in kebab case`)
  const plain = vendor.type.replaceAll('-', '')
  const chatName = Object.keys(await load('index.ts')).find((name) => name.toLowerCase() === plain)
  if (chatName === undefined) throw new Error(`${packageName} exports no chat factory called ${vendor.type}`)
  const index = readFileSync(join(root, folder, 'src/index.ts'), 'utf8')
  const settingsName = new RegExp(`\\b${chatName}Settings\\b`, 'i').exec(index)?.[0]
  if (settingsName === undefined) throw new Error(`${packageName} exports no type ${chatName}Settings`)
  const isDialect = '@llm-balancer/openai-compatible' in dependencies
  return { vendor, folder, packageName, chatName, settingsName, isDialect }
}

function checkUnique(
  folders: readonly VendorFolder[],
  what: string,
  read: (folder: VendorFolder) => readonly string[],
): void {
  const owners = new Map<string, string>()
  for (const each of folders) {
    for (const word of new Set(read(each))) {
      const owner = owners.get(word)
      if (owner !== undefined) throw new Error(`${owner} and ${each.folder} share the ${what} "${word}"`)
      owners.set(word, each.folder)
    }
  }
}
