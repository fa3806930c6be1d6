import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Options } from 'tsup'

type Plugin = NonNullable<Options['esbuildPlugins']>[number]

/**
 * Writes `THIRD-PARTY-LICENSES.txt` beside the output when third-party code was bundled into it: name, version and whole
 * licence text of each package of which a byte is in the output.
 *
 * @throws Error when such a package has no licence file, so that the build fails
 */
export const licenseTexts = (): Plugin => ({
  name: 'license-texts',
  setup(build) {
    const { outdir = 'dist' } = build.initialOptions
    build.onEnd(({ metafile }) => {
      const used = Object.values(metafile?.outputs ?? {}).flatMap(({ inputs }) =>
        Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
      )
      const folders = new Set(used.flatMap((path) => packageFolder(path) ?? []))
      if (folders.size === 0) return
      const texts = [...folders].map(licenseOf).toSorted()
      mkdirSync(outdir, { recursive: true })
      writeFileSync(join(outdir, 'THIRD-PARTY-LICENSES.txt'), texts.join(`\n${'-'.repeat(80)}\n\n`))
    })
  },
})

/** The folder of the third-party package that a file belongs to; undefined for files of the workspace. */
function packageFolder(path: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0]
}

function licenseOf(folder: string): string {
  const file = readdirSync(folder).find((name) => /^licen[cs]e(\.(md|txt))?$/i.test(name))
  if (file === undefined) throw new Error(`${folder} is bundled and has no licence file`)
  const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
  return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`
}

type Manifest = { readonly name: string; readonly version: string }
