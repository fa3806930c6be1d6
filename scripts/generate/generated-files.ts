import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'oxfmt'
import formatting from '../../oxfmt.config.ts'
import { aiSdkLimits } from './ai-sdk-limits.ts'
import { clientFolders, clientVendors } from './client-vendors.ts'
import { configSchema } from './config-schema.ts'
import { configTypes } from './config-types.ts'
import { configVendors } from './config-vendors.ts'
import { layerRows } from './layer-rows.ts'
import { vendorExports } from './vendor-exports.ts'
import { readVendorFolders } from './vendor-folders.ts'
import type { VendorFolder } from './vendor-folders.ts'
import { vendorManifest } from './vendor-manifest.ts'
import { vendorRows } from './vendor-rows.ts'
import { vendorTable } from './vendor-table.ts'

/** A file that `pnpm generate` writes, whole or in part. */
export type GeneratedFile = { readonly path: string; readonly text: string }

/** How one file is made. `present` is what it holds now, for those that are generated in part. */
type Generator = {
  readonly path: string
  readonly make: (folders: readonly VendorFolder[], present: string, packages: readonly string[]) => string
}

const umbrella = 'packages/llm-balancer'
const clients = 'packages/providers/clients'

const whole: readonly Generator[] = [
  { path: `${umbrella}/src/vendors/vendors.generated.ts`, make: vendorTable },
  { path: `${clients}/src/client-vendors.generated.ts`, make: clientVendors },
  { path: 'packages/providers/ai-sdk/src/target/limit-headers.generated.ts', make: aiSdkLimits },
  { path: 'packages/config/src/schema/vendors.generated.ts', make: configVendors },
  { path: 'packages/config/src/schema/config-types.generated.ts', make: configTypes },
  { path: 'packages/config/schema/llm-balancer.schema.json', make: configSchema },
  { path: 'test/support/vendors.generated.ts', make: layerRows },
]

const partial: readonly Generator[] = [
  { path: `${umbrella}/src/index.ts`, make: vendorExports },
  { path: `${umbrella}/package.json`, make: vendorManifest },
  {
    path: `${clients}/package.json`,
    make: (folders, present, packages) => vendorManifest(clientFolders(folders), present, packages),
  },
  {
    path: `${umbrella}/README.md`,
    make: vendorRows('https://github.com/llm-balancer/llm-balancer/tree/main/'),
  },
  { path: 'README.md', make: vendorRows('') },
]

/** Every generated file as it has to be, formatted. `root` is the repository's folder. */
export async function generatedFiles(root: string): Promise<GeneratedFile[]> {
  const folders = await readVendorFolders(root)
  const packages = packageNames(root)
  return Promise.all([
    ...whole.map(({ path, make }) => formatted(path, make(folders, '', packages))),
    ...partial.map(({ path, make }) =>
      formatted(path, make(folders, readFileSync(join(root, path), 'utf8'), packages)),
    ),
  ])
}

/** The names of the packages below `packages`, at any of the two levels. */
function packageNames(root: string): readonly string[] {
  const manifests = ['packages', 'packages/providers'].flatMap((parent) =>
    readdirSync(join(root, parent)).map((name) => join(root, parent, name, 'package.json')),
  )
  return manifests
    .filter((path) => existsSync(path))
    .map((path) => (JSON.parse(readFileSync(path, 'utf8')) as { readonly name: string }).name)
}

async function formatted(path: string, text: string): Promise<GeneratedFile> {
  const { code, errors } = await format(path, text, formatting)
  if (errors.length > 0) throw new Error(`${path}: ${errors.map(({ message }) => message).join('; ')}`)
  return { path, text: code }
}
