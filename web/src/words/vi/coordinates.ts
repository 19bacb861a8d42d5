// Words of coordinates.
export const coordinates = {
  system: 'Viết tọa độ theo',
  systems: { wgs84: 'Kinh độ; vĩ độ', vn2000: 'VN-2000' },
  /** The zone of Quảng Ninh, as dossiers name it. */
  zone: 'VN-2000, kinh tuyến trục 107°45′, múi 3°',
  both: (count: number) => `Cả hai hệ tọa độ (${count} đỉnh)`,
  vertex: 'Đỉnh',
  hint: 'Mỗi dòng một đỉnh: kinh độ; vĩ độ, hoặc VN-2000: Y (đông); X (bắc).',
  wrong: 'Mỗi dòng cần hai tọa độ: kinh độ và vĩ độ, hoặc Y và X theo VN-2000.',
  pointer: 'Con trỏ',
  centre: 'Giữa bản đồ',
};
