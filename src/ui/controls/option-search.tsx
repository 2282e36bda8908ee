// One of many options, found by typing: for lists that are too long to look through.
import { Command, defaultFilter } from 'cmdk';
import { Check, ChevronDown } from 'lucide-react';
import { useMemo, useState } from 'react';
import styles from './option-search.module.css';
import { PopoverFrame } from './popover-frame.tsx';

interface OptionSearchProps {
  readonly label: string;
  readonly options: readonly string[];
  /** The index that means none of them in particular. */
  readonly any: number;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** So many are listed at a time; whoever does not see theirs types on. */
const mostListed = 50;

export function OptionSearch({ label, options, any, value, onChange }: OptionSearchProps) {
  const [open, setOpen] = useState(false);
  const choose = (chosen: number) => {
    onChange(chosen);
    setOpen(false);
  };
  return (
    <PopoverFrame
      label={label}
      align="start"
      open={open}
      onOpenChange={setOpen}
      trigger={
        <button type="button" className={styles.trigger} aria-label={`${label}: ${options[value] ?? 'any'}`}>
          <span className={styles.chosen}>{options[value] ?? 'Any'}</span>
          <ChevronDown size={16} strokeWidth={1.75} aria-hidden="true" />
        </button>
      }
    >
      <Options label={label} options={options} any={any} value={value} onChange={choose} />
    </PopoverFrame>
  );
}

function Options({ label, options, any, value, onChange }: OptionSearchProps) {
  const [search, setSearch] = useState('');
  const found = useMemo(() => bestMatches(options, search.trim()), [options, search]);
  return (
    <Command label={label} shouldFilter={false} loop className={styles.search}>
      <Command.Input
        className={styles.field}
        placeholder={`Search ${options.length.toLocaleString('en')}`}
        value={search}
        onValueChange={setSearch}
      />
      <Command.List className={styles.list}>
        {search.trim() === '' && <Option name="Any" chosen={value === any} onSelect={() => onChange(any)} />}
        {found.map((index) => (
          <Option
            key={options[index]}
            name={options[index]!}
            chosen={value === index}
            onSelect={() => onChange(index)}
          />
        ))}
        <Command.Empty className={styles.empty}>None is called that.</Command.Empty>
      </Command.List>
    </Command>
  );
}

interface OptionProps {
  readonly name: string;
  readonly chosen: boolean;
  readonly onSelect: () => void;
}

function Option({ name, chosen, onSelect }: OptionProps) {
  return (
    <Command.Item className={styles.option} value={name} onSelect={onSelect} aria-current={chosen}>
      <span className={styles.mark}>{chosen && <Check size={16} strokeWidth={1.75} aria-hidden="true" />}</span>
      {name}
    </Command.Item>
  );
}

/** Indices of the options that hold every word of what was typed, best first; where nothing was typed, the first ones. */
function bestMatches(options: readonly string[], search: string): number[] {
  const words = search.toLowerCase().split(/\s+/);
  const found = options.flatMap((name, index) =>
    words.every((word) => name.toLowerCase().includes(word))
      ? [{ index, score: search && defaultFilter(name, search) }]
      : [],
  );
  return found
    .sort((a, b) => Number(b.score) - Number(a.score))
    .slice(0, mostListed)
    .map(({ index }) => index);
}
