import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { generatedFiles } from '../scripts/generate/generated-files.ts'
import { clientVendors } from '../scripts/generate/client-vendors.ts'
import { layerRows } from '../scripts/generate/layer-rows.ts'
import { replaceBetween } from '../scripts/generate/replace-between.ts'
import { vendorExports } from '../scripts/generate/vendor-exports.ts'
import { readVendorFolders } from '../scripts/generate/vendor-folders.ts'
import { vendorManifest } from '../scripts/generate/vendor-manifest.ts'
import { vendorRows } from '../scripts/generate/vendor-rows.ts'
import { vendorTable } from '../scripts/generate/vendor-table.ts'
import { root } from './support/workspace.ts'

/** A repository whose only vendors are copies of the one in the examples, by folder. */
const repositoryWith = (...names: readonly string[]): string => {
  mkdirSync(join(root, 'test/.tmp'), { recursive: true })
  const repository = mkdtempSync(join(root, 'test/.tmp/vendors-'))
  onTestFinished(() => {
    rmSync(repository, { recursive: true, force: true })
  })
  for (const name of names) {
    const folder = join(repository, 'packages/providers', name)
    mkdirSync(folder, { recursive: true })
    symlinkSync(join(root, 'examples/write-a-provider'), join(folder, 'src'), 'junction')
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: `@llm-balancer/${name}` }))
  }
  return repository
}

it('every file made from the vendors’ folders is up to date; if not, run pnpm generate', async () => {
  const files = await generatedFiles(root)
  const stale = files.filter(({ path, text }) => {
    const file = join(root, path)
    return !existsSync(file) || readFileSync(file, 'utf8') !== text
  })
  expect(files.length).toBeGreaterThan(0)
  expect(stale.map(({ path }) => path)).toEqual([])
})

describe('a vendor’s folder alone', () => {
  it('puts the vendor into everything that is generated', async () => {
    const folders = await readVendorFolders(repositoryWith('acme'))
    expect(vendorTable(folders)).toContain("import { vendor as acme } from '@llm-balancer/acme/vendor'")
    expect(vendorTable(folders)).toContain("export type ProviderType = 'acme'")
    const withHosts = folders.map((folder) => ({
      ...folder,
      vendor: { ...folder.vendor, clientHosts: ['acme.example'] },
    }))
    expect(clientVendors(withHosts)).toContain("export type ClientVendor = 'acme'")
    expect(clientVendors(folders)).not.toContain('acme')
    expect(layerRows(folders)).toContain('ownMappings: readonly string[] = ["@llm-balancer/acme"]')
    expect(layerRows(folders)).toContain('keyVariables: readonly string[] = ["ACME_API_KEY"]')
    expect(JSON.parse(vendorManifest(folders, '{}', []))).toEqual({
      dependencies: { '@llm-balancer/acme': 'workspace:^' },
    })
    const index = '// vendors, written by `pnpm generate`\n// end of vendors\n'
    expect(vendorExports(folders, index)).toContain(
      "export { acme, type AcmeSettings } from '@llm-balancer/acme'",
    )
    const page = '<!-- vendors, written by pnpm generate -->\n<!-- end of vendors -->\n'
    expect(vendorRows('')(folders, page)).toContain(
      '- [Acme](packages/providers/acme): type `acme`; `ACME_API_KEY`',
    )
  })

  it('takes the vendor out of the manifest again when it is gone', () => {
    const dependencies = {
      '@llm-balancer/gone': 'workspace:^',
      '@llm-balancer/core': 'workspace:^',
      other: '^1.0.0',
    }
    const manifest = vendorManifest([], JSON.stringify({ dependencies }), ['@llm-balancer/core'])
    expect(JSON.parse(manifest)).toEqual({
      dependencies: { '@llm-balancer/core': 'workspace:^', other: '^1.0.0' },
    })
  })

  it('may not share a type with another', async () => {
    await expect(readVendorFolders(repositoryWith('acme', 'other'))).rejects.toThrow(
      'packages/providers/acme and packages/providers/other share the type or alias "acme"',
    )
  })
})

it('a block between two lines is replaced, and a missing line is an error', () => {
  const lines = { begin: '<!-- a -->', end: '<!-- b -->' }
  expect(replaceBetween('1\n<!-- a -->\nold\n<!-- b -->\n2', lines, 'new')).toBe(
    '1\n<!-- a -->\nnew\n<!-- b -->\n2',
  )
  expect(() => replaceBetween('1\n<!-- a -->\n2', lines, 'new')).toThrow('are missing')
})
