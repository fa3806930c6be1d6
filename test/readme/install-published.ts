import { cpSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { packages, root } from '../support/workspace.ts'
import type { WorkspacePackage } from '../support/workspace.ts'

/**
 * Puts every package of the workspace, and whatever these depend on, into `node_modules` of `folder`. Published packages lie there
 * as npm would install them: what is built, by the entry points of the published manifest. A program loads them in a fraction of
 * the time that their sources take, and finds what a user finds.
 */
export const installPublished = (folder: string): void => {
  const modules = join(folder, 'node_modules')
  for (const each of packages) {
    for (const name of Object.keys({ ...each.manifest.devDependencies, ...each.manifest.dependencies }))
      link(join(root, each.folder, 'node_modules', name), join(modules, name))
  }
  for (const each of packages) {
    const place = join(modules, each.manifest.name)
    if (each.isPublished) copyPublished(each, place)
    else link(join(root, each.folder), place)
  }
}

const link = (target: string, place: string): void => {
  mkdirSync(dirname(place), { recursive: true })
  rmSync(place, { force: true })
  symlinkSync(target, place, 'junction')
}

const copyPublished = ({ folder, manifest }: WorkspacePackage, place: string): void => {
  rmSync(place, { force: true })
  mkdirSync(place, { recursive: true })
  for (const file of manifest.files ?? [])
    cpSync(join(root, folder, file), join(place, file), { recursive: true })
  const published = { ...manifest, ...manifest.publishConfig }
  writeFileSync(join(place, 'package.json'), JSON.stringify(published))
}
