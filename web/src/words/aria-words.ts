// Texts that React Aria speaks, by its package and key. It ships none in Vietnamese. A test holds
// the keys against the installed version; the build fails when it meets another package.
import type { Language } from './days';

type Given = Record<string, string | number | boolean>;
export type AriaText = string | ((given: Given) => string);

export interface AriaWords {
  '@react-aria/combobox': Record<
    | 'focusAnnouncement'
    | 'countAnnouncement'
    | 'selectedAnnouncement'
    | 'buttonLabel'
    | 'listboxLabel',
    AriaText
  >;
  '@react-aria/menu': Record<'longPressMessage', AriaText>;
  '@react-aria/overlays': Record<'dismiss', AriaText>;
}

const vi: AriaWords = {
  '@react-aria/combobox': {
    focusAnnouncement: (given) => {
      const group = given.isGroupChange
        ? `Nhóm ${given.groupTitle}, ${given.groupCount} mục. `
        : '';
      return `${group}${given.optionText}${given.isSelected ? ', đã chọn' : ''}`;
    },
    countAnnouncement: (given) => `Có ${given.optionCount} mục để chọn.`,
    selectedAnnouncement: (given) => `${given.optionText}, đã chọn`,
    buttonLabel: 'Hiện các gợi ý',
    listboxLabel: 'Gợi ý',
  },
  '@react-aria/menu': {
    longPressMessage: 'Nhấn giữ, hoặc nhấn Alt + mũi tên xuống để mở trình đơn',
  },
  '@react-aria/overlays': { dismiss: 'Đóng' },
};

const en: AriaWords = {
  '@react-aria/combobox': {
    focusAnnouncement: (given) => {
      const group = given.isGroupChange
        ? `Group ${given.groupTitle}, ${given.groupCount} options. `
        : '';
      return `${group}${given.optionText}${given.isSelected ? ', selected' : ''}`;
    },
    countAnnouncement: (given) => `${given.optionCount} options.`,
    selectedAnnouncement: (given) => `${given.optionText}, selected`,
    buttonLabel: 'Show suggestions',
    listboxLabel: 'Suggestions',
  },
  '@react-aria/menu': { longPressMessage: 'Press and hold, or press Alt + Down, to open the menu' },
  '@react-aria/overlays': { dismiss: 'Close' },
};

export const ariaWords: Record<Language, AriaWords> = { vi, en };
