#include "core/support/file_io.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "core/support/error.h"
#include "core/support/sha256.h"
#include "tests/support/temporary_folder.h"

namespace trabecula::core {
namespace {

namespace fs = std::filesystem;

ByteVector bytesOf(const std::string& text) {
  const ByteSpan span = asByteSpan(text.data(), text.size());
  return {span.begin(), span.end()};
}

TEST(FileIo, WhatIsWrittenIsRead) {
  const tests::TemporaryFolder folder;
  writeFileAtomically(folder / "a.bin", bytesOf("hello"));
  EXPECT_EQ(readFile(folder / "a.bin"), bytesOf("hello"));
  EXPECT_EQ(readFileHead(folder / "a.bin", 2), bytesOf("he"));
  EXPECT_EQ(readFileHead(folder / "a.bin", 99), bytesOf("hello"));
}

TEST(FileIo, AFailedWriterLeavesTheOldFileAndNothingElse) {
  const tests::TemporaryFolder folder;
  writeFileAtomically(folder / "a.bin", bytesOf("old"));
  EXPECT_THROW(writeFileAtomically(folder / "a.bin",
                                   [](const fs::path& temporary) {
                                     std::ofstream(temporary) << "half";
                                     throw Error(ErrorCategory::Cancelled, "Cancelled");
                                   }),
               Error);
  EXPECT_EQ(readFile(folder / "a.bin"), bytesOf("old"));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1);
}

TEST(FileIo, AMissingFolderIsAWriteError) {
  const tests::TemporaryFolder folder;
  try {
    writeFileAtomically(folder / "none" / "a.bin", bytesOf("x"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.category(), ErrorCategory::WriteFailed);
    EXPECT_NE(std::string(error.what()).find("a.bin"), std::string::npos);
  }
}

TEST(FileIo, FoldersDevicesAndMissingFilesAreUnreadable) {
  const tests::TemporaryFolder folder;
  ASSERT_EQ(::mkfifo((folder / "pipe").c_str(), 0600), 0);
  for (const fs::path& path : {folder.path(), folder / "missing", folder / "pipe", fs::path("/dev/zero")}) {
    try {
      readFile(path);
      FAIL() << path;
    } catch (const Error& error) {
      EXPECT_EQ(error.category(), ErrorCategory::Unreadable) << path;
    }
  }
}

TEST(FileIo, NeverRenamesOverADevice) {
  EXPECT_THROW(writeFileAtomically("/dev/full", bytesOf("x")), Error);
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

TEST(Sha256, OfTheStandardsExample) {
  Sha256 hash;
  hash.update(asByteSpan("ab", 2));
  hash.update(asByteSpan("c", 1));
  EXPECT_EQ(toHex(hash.finish()), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace trabecula::core
